// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import dev.twelvefactor.testkit.ChildJvm;
import java.io.File;

/** Starts processes that see what this one has on its module path as well, on their class path. */
public final class Children {

  private static final String CLASS_PATH = "java.class.path";

  private Children() {}

  /**
   * Prepares a process.
   *
   * @param main the class whose {@code main} runs
   * @param arguments the arguments of {@code main}
   * @return options, and then start
   */
  public static ChildJvm.Builder of(Class<?> main, String... arguments) {
    String own = System.getProperty(CLASS_PATH);
    String modules = System.getProperty("jdk.module.path", "");
    System.setProperty(CLASS_PATH, own + File.pathSeparator + modules);
    try {
      return ChildJvm.of(main, arguments).jvmArguments("-XX:TieredStopAtLevel=1");
    } finally {
      System.setProperty(CLASS_PATH, own);
    }
  }
}
