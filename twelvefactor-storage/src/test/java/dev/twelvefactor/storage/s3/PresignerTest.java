// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PresignerTest {

  @Test
  void attachment_charactersThatTurnTheDirection_areReplaced() {
    assertThat(Presigner.attachment("cod\u202Egpj.exe"))
        .isEqualTo("attachment; filename=\"cod_gpj.exe\"; filename*=UTF-8''cod_gpj.exe");
  }

  @Test
  void attachment_longName_keepsItsEnd() {
    String name = "x".repeat(500) + ".pdf";

    assertThat(Presigner.attachment(name))
        .isEqualTo("attachment; filename=\"" + "x".repeat(196) + ".pdf\"; filename*=UTF-8''"
            + "x".repeat(196) + ".pdf");
  }
}
