// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SafeThrowableTest {

  @Test
  void of_harmless_isItself() {
    Exception harmless = new IllegalStateException("no such order");
    harmless.addSuppressed(new IllegalStateException("not closed"));

    assertThat(SafeThrowable.of(harmless)).isSameAs(harmless);
  }

  /** As a resource's close leaves it that closes another by itself. */
  @Test
  void of_secretInASuppressedOneOfASuppressedOne_isMasked() {
    Exception inner = new IllegalStateException("password=hunter2");
    Exception middle = new IllegalStateException("not closed");
    middle.addSuppressed(inner);
    Exception outer = new IllegalStateException("failed");
    outer.addSuppressed(middle);
    StringWriter printed = new StringWriter();

    SafeThrowable.of(outer).printStackTrace(new PrintWriter(printed));

    assertThat(printed.toString()).contains("password=[REDACTED]").doesNotContain("hunter2");
  }
}
