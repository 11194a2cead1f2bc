// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Tells by its first bytes whether a content is of the type that it is said to be. */
final class ContentSniffer {

  /** How many bytes it wants to see. */
  static final int BYTES = 512;

  private static final Map<String, Pattern> BEGINNINGS = Map.of(
      "image/png", beginsWith("\\x89PNG\\r\\n\\x1a\\n"),
      "image/jpeg", beginsWith("\\xff\\xd8\\xff"),
      "image/gif", beginsWith("GIF8[79]a"),
      "image/webp", beginsWith("RIFF....WEBPVP"),
      "image/avif", beginsWith("....ftyp(avi[fs]|.{4,64}avi[fs])"),
      "application/pdf", beginsWith("%PDF-"));

  /** What a browser would take for a page or a picture with scripts, as WHATWG's rules have it. */
  private static final Pattern MARKUP = Pattern.compile(
      "^(\\xef\\xbb\\xbf)?[\\s\\x00]*<(!doctype|html|head|body|script|iframe|svg|style|table|a|div|p|br"
          + "|h1|font|title|b|!--|\\?xml)[\\s/>-].*",
      Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private ContentSniffer() {}

  private static Pattern beginsWith(String bytes) {
    return Pattern.compile("^" + bytes + ".*", Pattern.DOTALL);
  }

  /**
   * Whether the content may be of that type. Of a type that is not known by its beginning, it may be
   * anything that no browser takes for a page.
   */
  static boolean fits(String type, byte[] beginning) {
    String text = new String(beginning, ISO_8859_1);
    Pattern pattern = BEGINNINGS.get(essence(type));
    if (pattern != null) {
      return pattern.matcher(text).matches();
    }
    return isMarkup(type) || !MARKUP.matcher(text).matches();
  }

  private static boolean isMarkup(String type) {
    return essence(type).matches("text/html|.*[/+]xml");
  }

  private static String essence(String type) {
    return type.replaceFirst(" *;.*", "").toLowerCase(Locale.ROOT);
  }
}
