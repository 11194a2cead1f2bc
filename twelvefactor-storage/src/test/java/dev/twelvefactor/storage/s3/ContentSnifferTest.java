// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentSnifferTest {

  private static final List<String> KNOWN = List.of(
      "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf");

  private static boolean fits(String type, String beginning) {
    return ContentSniffer.fits(type, beginning.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "image/png,'\u0089PNG\r\n\u001a\n rest'",
    "image/jpeg,'\u00ff\u00d8\u00ff\u00e0 rest'",
    "image/gif,GIF87a rest",
    "image/gif,GIF89a rest",
    "image/webp,RIFF1234WEBPVP8 rest",
    "image/avif,'1234ftypavif rest'",
    "image/avif,'1234ftypmif10000avifmiaf rest'",
    "application/pdf,%PDF-1.7 rest"
  })
  void fits_knownType_byItsBeginningAlone(String type, String beginning) {
    assertThat(KNOWN).allMatch(other -> fits(other, beginning) == other.equals(type));
    assertThat(fits(type, " " + beginning)).isFalse();
    assertThat(fits(type, "")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        " \n\t<!DOCTYPE html>",
        "<svg xmlns=''>",
        "<ScRiPt src=x>",
        "<?xml version='1.0'?>",
        "\u00ef\u00bb\u00bf<html>",
        "<!-- -->",
        "<a href=x>",
        "\u0000<script>"
      })
  void fits_markupThatIsCalledSomethingElse_isRefused(String beginning) {
    assertThat(KNOWN).noneMatch(type -> fits(type, beginning));
    assertThat(fits("text/plain; charset=utf-8", beginning)).isFalse();
    assertThat(fits("application/octet-stream", beginning)).isFalse();
    assertThat(fits("text/html", beginning)).isTrue();
    assertThat(fits("image/svg+xml", beginning)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain text", "a < b > c", "<3", "{\"a\":\"<html>\"}"})
  void fits_otherTypes_mayBeAnythingElse(String beginning) {
    assertThat(fits("text/plain", beginning)).isTrue();
    assertThat(fits("application/json", beginning)).isTrue();
  }
}
