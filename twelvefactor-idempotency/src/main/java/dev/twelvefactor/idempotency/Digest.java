// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first 128 bits of SHA-256, as 22 characters that a URL can carry. An instance is the algorithm
 * with the room for what it makes, for one digest at a time.
 */
final class Digest {

  static final int LENGTH = 22;

  private static final int BYTES = 16;
  private static final int SHA_256_BYTES = 32;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Copying it takes less time than looking for the algorithm; itself it is never used. */
  private static final MessageDigest PROTOTYPE = sha256();

  /** One that nobody uses at the moment, as one takes hundreds of bytes; null if there is none. */
  private static final AtomicReference<@Nullable Digest> SPARE = new AtomicReference<>();

  private final MessageDigest algorithm = copy();
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private final byte[] hash = new byte[SHA_256_BYTES];
  private final byte[] first = new byte[BYTES];
  private final byte[] text = new byte[LENGTH];

  private Digest() {}

  static String of(byte[] bytes) {
    Digest digest = taken();
    digest.algorithm.update(bytes);
    return digest.ended();
  }

  /** Each part goes in with its length before it, so that no two lists look the same. */
  static String of(String... parts) {
    Digest digest = taken();
    for (String part : parts) {
      digest.add(part.getBytes(UTF_8));
    }
    return digest.ended();
  }

  private static Digest taken() {
    Digest spare = SPARE.getAndSet(null);
    return spare != null ? spare : new Digest();
  }

  private void add(byte[] part) {
    algorithm.update(length.putInt(0, part.length).array());
    algorithm.update(part);
  }

  private String ended() {
    try {
      algorithm.digest(hash, 0, SHA_256_BYTES);
    } catch (DigestException impossible) {
      throw new AssertionError("SHA-256 has 32 bytes", impossible);
    }
    System.arraycopy(hash, 0, first, 0, BYTES);
    BASE64.encode(first, text);
    String ended = new String(text, ISO_8859_1);
    SPARE.set(this);
    return ended;
  }

  private static MessageDigest copy() {
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
