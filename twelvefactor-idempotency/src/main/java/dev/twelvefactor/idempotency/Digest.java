// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first 128 bits of SHA-256, as 22 characters that a URL can carry. */
final class Digest {

  static final int LENGTH = 22;

  private static final int BYTES = 16;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Copying it takes less time than looking for the algorithm; itself it is never used. */
  private static final MessageDigest PROTOTYPE = sha256();

  /** One that nobody uses at the moment, as a copy takes hundreds of bytes; null if there is none. */
  private static final AtomicReference<@Nullable MessageDigest> SPARE = new AtomicReference<>();

  private Digest() {}

  static String of(byte[] bytes) {
    MessageDigest digest = taken();
    digest.update(bytes);
    return ended(digest);
  }

  /** Each part goes in with its length before it, so that no two lists look the same. */
  static String of(String... parts) {
    MessageDigest digest = taken();
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    for (String part : parts) {
      byte[] encoded = part.getBytes(UTF_8);
      digest.update(length.putInt(0, encoded.length).array());
      digest.update(encoded);
    }
    return ended(digest);
  }

  private static MessageDigest taken() {
    MessageDigest spare = SPARE.getAndSet(null);
    return spare != null ? spare : fresh();
  }

  private static String ended(MessageDigest digest) {
    String text = text(digest.digest());
    SPARE.set(digest);
    return text;
  }

  private static String text(byte[] bytes) {
    return BASE64.encodeToString(Arrays.copyOf(bytes, BYTES));
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) PROTOTYPE.clone();
    } catch (CloneNotSupportedException e) {
      return sha256();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
