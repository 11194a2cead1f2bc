// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** The first 128 bits of SHA-256, as 22 characters that a URL can carry. */
final class Digest {

  static final int LENGTH = 22;

  private static final int BYTES = 16;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Digest() {}

  static String of(byte[] bytes) {
    return text(sha256().digest(bytes));
  }

  /** Each part goes in with its length before it, so that no two lists look the same. */
  static String of(String... parts) {
    MessageDigest hash = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(UTF_8);
      for (int bits = 24; bits >= 0; bits -= 8) {
        hash.update((byte) (bytes.length >> bits));
      }
      hash.update(bytes);
    }
    return text(hash.digest());
  }

  static String text(byte[] bytes) {
    return BASE64.encodeToString(Arrays.copyOf(bytes, BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
