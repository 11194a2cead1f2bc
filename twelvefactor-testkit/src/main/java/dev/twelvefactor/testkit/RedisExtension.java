// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameters that {@link WithRedis} promises. */
final class RedisExtension implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RedisExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RedisServer.class || type == RedisProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == RedisServer.class) {
      return shared(context).server;
    }
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(RedisProcess.class, type -> new Own(RedisProcess.start()), Own.class)
        .process;
  }

  private static Shared shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            RedisServer.class, type -> new Shared(RedisServer.open(System.getenv())), Shared.class);
  }

  /** Kept in the root store, which closes it at the end of the run. */
  private record Shared(RedisServer server) implements AutoCloseable {
    @Override
    public void close() {
      server.close();
    }
  }

  /** Kept in the store of the method or class that asked, which closes it. */
  private record Own(RedisProcess process) implements AutoCloseable {
    @Override
    public void close() {
      process.close();
    }
  }
}
