// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * The class loader by which a thread finds services, lent to a thread of ours. What is registered in a
 * container must run with the loader of its application, and not with that of whichever thread a
 * signal comes on.
 */
final class ContextLoader implements AutoCloseable {

  private final @Nullable ClassLoader before = current();

  private ContextLoader(@Nullable ClassLoader loader) {
    Thread.currentThread().setContextClassLoader(loader);
  }

  /** Sets the loader of this thread until what is answered is closed. */
  static ContextLoader lend(@Nullable ClassLoader loader) {
    return new ContextLoader(loader);
  }

  static @Nullable ClassLoader current() {
    return Thread.currentThread().getContextClassLoader();
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }
}
