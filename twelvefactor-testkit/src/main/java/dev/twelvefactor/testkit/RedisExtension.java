// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameters that {@link WithRedis} promises. */
final class RedisExtension implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RedisExtension.class);

  private static final Map<Class<?>, Supplier<? extends AutoCloseable>> OWN = Map.of(
      RedisProcess.class, RedisProcess::start,
      RedisCluster.class, RedisCluster::start,
      RedisSentinel.class, RedisSentinel::start);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RedisServer.class || OWN.containsKey(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    Supplier<? extends AutoCloseable> start = OWN.get(type);
    if (start == null) {
      return shared(context).server;
    }
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(type, key -> new Own(start.get()), Own.class)
        .servers;
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
  private record Own(AutoCloseable servers) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      servers.close();
    }
  }
}
