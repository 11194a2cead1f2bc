// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

  private final PutOptions none = PutOptions.none();

  @Test
  void putOptions_conditions_replaceEachOther() {
    assertThat(none.ifMatch("\"a\"").ifAbsent().expectedEtag()).isEmpty();
    assertThat(none.ifAbsent().ifMatch("\"a\"").onlyIfAbsent()).isFalse();
    assertThat(none.onlyIfAbsent()).isFalse();
    assertThatThrownBy(() -> none.ifMatch("a")).hasMessageContaining("with its quotes");
    assertThatThrownBy(() -> none.maxBytes(-1)).hasMessageContaining("maxBytes: -1");
  }

  @Test
  void putOptions_metadata_isChecked() {
    assertThatThrownBy(() -> none.metadata("tf-nonce", "x")).hasMessageContaining("tf-nonce");
    assertThatThrownBy(() -> none.metadata("a b", "x")).hasMessageContaining("a b");
    assertThatThrownBy(() -> none.metadata("a", "b\r\nX: y")).hasMessageContaining("ASCII");
    assertThatThrownBy(() -> none.metadata("a", "x".repeat(1900)))
        .hasMessageContaining("metadata of 1901 characters (expected: <= 1900)");
    assertThatThrownBy(() -> none.cacheControl("a\nb")).hasMessageContaining("cacheControl");
    assertThatThrownBy(() -> none.contentDisposition("ü"))
        .hasMessageContaining("contentDisposition");
  }

  @Test
  void putOptions_tags_areChecked() {
    assertThatThrownBy(() -> none.tag("", "x")).hasMessageContaining("tag \"\" = \"x\"");
    assertThatThrownBy(() -> none.tag("aws:a", "x")).hasMessageContaining("aws:");
    assertThatThrownBy(() -> none.tag("a", "b&c")).hasMessageContaining("\"b&c\" (expected:");
    assertThatThrownBy(() -> none.tag("a", "b\r\nX: y")).hasMessageContaining("(expected:");
    assertThatThrownBy(() -> none.tag("a".repeat(129), "x")).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> none.tag("a", "x".repeat(257))).hasMessageContaining("up to 256");
    PutOptions ten = none;
    for (int i = 0; i < 10; i++) {
      ten = ten.tag("tag " + i, "é + - = . _ : / @");
    }
    PutOptions full = ten.tag("tag 9", "");
    assertThat(full.tags()).hasSize(10).containsEntry("tag 9", "");
    assertThatThrownBy(() -> full.tag("more", "x"))
        .hasMessageContaining("11 tags (expected: <= 10");
    assertThat(none.tags()).isEmpty();
  }

  @Test
  void putOptions_kmsKey_isChecked() {
    assertThat(none.kmsKey("alias/files").cacheControl("no-store").kmsKey())
        .contains("alias/files");
    assertThatThrownBy(() -> none.kmsKey("a\nb")).hasMessageContaining("kmsKey");
  }

  @Test
  void getOptions_numbersOutOfBounds_areRefused() {
    assertThatThrownBy(() -> GetOptions.none().range(-1, 1)).hasMessageContaining("first: -1");
    assertThatThrownBy(() -> GetOptions.none().range(0, 0)).hasMessageContaining("count: 0");
    assertThatThrownBy(() -> GetOptions.none().last(0)).hasMessageContaining("count: 0");
    assertThatThrownBy(() -> GetOptions.none().from(-1)).hasMessageContaining("first: -1");
  }

  @Test
  void content_typeThatIsNone_isRefused() {
    Content content = Content.of("x");

    assertThatThrownBy(() -> content.type("png"))
        .hasMessageContaining("type \"png\" (expected: a media type such as image/png");
    assertThatThrownBy(() -> content.type("a/b\r\nX: y")).hasMessageContaining("\"a/b??X: y\"");
    assertThat(content.type("text/plain; charset=utf-8"))
        .hasToString("Content[text/plain; charset=utf-8, 1 bytes]");
  }
}
