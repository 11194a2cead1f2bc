// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNamesTest {

  private final LineFormat format = LineFormat.of(Recorder.settings());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.Orders",
        "",
        "na\"me",
        "n\u00e4me",
        "line\nbreak",
        "password=hunter2",
        "card 4111111111111111",
        "a name that is longer than the limit that is given here",
        "sk_live_ab"
      })
  void write_twice_isTheSameAsTheFirstTime(String name) {
    String first = written(name);

    assertThat(written(name)).isEqualTo(first).doesNotContain("hunter2", "4111", "sk_live");
  }

  private String written(String name) {
    JsonBuffer out = new JsonBuffer();
    format.names().write(name, out, format.textWriter(out), 32);
    return new String(out.bytes(), 0, out.length(), UTF_8);
  }
}
