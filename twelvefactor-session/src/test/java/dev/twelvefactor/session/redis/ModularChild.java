// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.testkit.ChildJvm;
import java.io.File;

/** A child JVM that has this module with its tests, as this JVM has them. */
final class ModularChild {

  private ModularChild() {}

  static ChildJvm.Builder of(Class<?> main, String... arguments) {
    String module = main.getModule().getName();
    String tests = System.getProperty("basedir") + File.separator + "target/test-classes";
    return ChildJvm.of(main, arguments)
        .jvmArguments("--module-path", System.getProperty("jdk.module.path"))
        .jvmArguments("--add-modules", module, "--patch-module", module + "=" + tests)
        .jvmArguments("--add-reads", module + "=ALL-UNNAMED", "-XX:TieredStopAtLevel=1");
  }
}
