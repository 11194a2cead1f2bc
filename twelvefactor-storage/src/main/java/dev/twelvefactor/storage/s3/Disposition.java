// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Names a download so that no name can break out of the header. */
final class Disposition {

  private static final int MAX_CHARACTERS = 200;
  private static final String UNQUOTED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private Disposition() {}

  static String attachment(String filename) {
    StringBuilder ascii = new StringBuilder();
    StringBuilder encoded = new StringBuilder();
    // The end of a long name is kept, since programs are chosen by it.
    int excess = Math.max(0, filename.codePointCount(0, filename.length()) - MAX_CHARACTERS);
    filename.codePoints().skip(excess).forEach(c -> {
      boolean separator = Character.isISOControl(c)
          || Character.getType(c) == Character.FORMAT // such as one that turns the direction
          || c == '/'
          || c == '\\';
      int safe = separator ? '_' : c;
      ascii.append(safe >= ' ' && safe < 127 && safe != '"' && safe != '%' ? (char) safe : '_');
      for (byte value : Character.toString(safe).getBytes(UTF_8)) {
        boolean plain = UNQUOTED.indexOf(value) >= 0;
        encoded.append(plain ? String.valueOf((char) value) : "%%%02X".formatted(value & 0xff));
      }
    });
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
  }
}
