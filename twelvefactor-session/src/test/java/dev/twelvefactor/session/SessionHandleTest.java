// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionHandleTest {

  @Test
  void handle_22CharactersOfBase64url_isAccepted() {
    SessionHandle handle = new SessionHandle("AZaz09-_AZaz09-_AZaz09");

    assertThat(handle.value()).isEqualTo("AZaz09-_AZaz09-_AZaz09");
    assertThat(handle).hasToString("AZaz09-_AZaz09-_AZaz09");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AZaz09-_AZaz09-_AZaz0",
        "AZaz09-_AZaz09-_AZaz090",
        "AZaz09-_AZaz09-_AZaz0=",
        "AZaz09-_AZaz09-_AZaz0:",
        "AZaz09-_AZaz09-_AZaz0\n"
      })
  void handle_otherText_isRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> new SessionHandle(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "session handle of " + text.length() + " characters (expected: 22 of base64url)");
  }
}
