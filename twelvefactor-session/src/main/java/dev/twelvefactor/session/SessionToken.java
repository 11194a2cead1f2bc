// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The secret that a client shows to get its session: 32 random bytes, 43 characters of base64url.
 *
 * <p>Whoever holds a token is that user. It belongs in the cookie and nowhere else: the store keeps
 * only its hash, and {@link #toString()} does not show it. For logs there is {@link #handle()}.
 *
 * <p>The first ten bits choose the <em>bucket</em>, so that all sessions of one subject, and what
 * belongs to them, share a hash slot of a Redis Cluster. The other 246 bits come from a {@link
 * SecureRandom}.
 *
 * <p>Tokens are immutable and safe for use by many threads. {@link #equals} takes the same time
 * wherever two tokens differ.
 *
 * @since 0.1.0
 */
public final class SessionToken {

  /** How many buckets there are: 1024. */
  static final int BUCKETS = 1 << 10;

  private static final int BYTES = 32;
  private static final int CHARACTERS = 43;

  /** Those whose last two bits are 0: 43 characters have two bits more than 32 bytes. */
  private static final String LAST_CHARACTERS = "AEIMQUYcgkosw048";

  /** One for whoever comes first; who finds none makes one. */
  private static final AtomicReference<@Nullable MessageDigest> SPARE = new AtomicReference<>();

  private static final byte SUCCESSOR_MASK = 1;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  /** Computed when first asked for; two threads that do so at once compute the same. */
  private @Nullable SessionHandle handle;

  private SessionToken(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a token as a client sent it.
   *
   * @param text untrusted; anything but 43 characters of canonical base64url is no token
   * @return the token, which may well belong to no session; or empty if {@code text} is no token
   */
  public static Optional<SessionToken> parse(String text) {
    if (text.length() != CHARACTERS) {
      return Optional.empty();
    }
    // A last character with stray bits decodes too; only one spelling of a token is accepted.
    if (LAST_CHARACTERS.indexOf(text.charAt(CHARACTERS - 1)) < 0) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return bytes.length == BYTES ? Optional.of(new SessionToken(bytes)) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  static SessionToken random() {
    return new SessionToken(randomBytes());
  }

  static SessionToken random(int bucket) {
    byte[] bytes = randomBytes();
    bytes[0] = (byte) (bucket >>> 2);
    bytes[1] = (byte) (((bucket & 0b11) << 6) | (bytes[1] & 0b11_1111));
    return new SessionToken(bytes);
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** {@return the secret itself, for the cookie; 43 characters of base64url} */
  public String value() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** {@return the public name of the session, which says nothing about the token} */
  public SessionHandle handle() {
    SessionHandle known = handle;
    if (known == null) {
      MessageDigest digest = sha256();
      byte[] half = Arrays.copyOf(digest.digest(bytes), 16);
      SPARE.set(digest);
      known = new SessionHandle(Base64.getUrlEncoder().withoutPadding().encodeToString(half));
      handle = known;
    }
    return known;
  }

  /** The first ten bits of the token. */
  int bucket() {
    return ((bytes[0] & 0xff) << 2) | ((bytes[1] & 0xff) >>> 6);
  }

  /**
   * Hides the token that succeeds this one so that only a holder of this one can read it: the
   * successor XOR a hash of this token. Each token has one successor, so the pad is used once.
   */
  String conceal(SessionToken successor) {
    return new SessionToken(xor(successor.bytes, successorPad())).value();
  }

  /** The token hidden by {@link #conceal}. */
  SessionToken reveal(String concealed) {
    return new SessionToken(xor(Base64.getUrlDecoder().decode(concealed), successorPad()));
  }

  private byte[] successorPad() {
    MessageDigest digest = sha256();
    digest.update(SUCCESSOR_MASK);
    return digest.digest(bytes);
  }

  private static byte[] xor(byte[] left, byte[] right) {
    byte[] result = left.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= right[i];
    }
    return result;
  }

  private static MessageDigest sha256() {
    MessageDigest spare = SPARE.getAndSet(null);
    if (spare != null) {
      return spare;
    }
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionToken token && MessageDigest.isEqual(bytes, token.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** {@return a fixed text without the secret} */
  @Override
  public String toString() {
    return "SessionToken[hidden]";
  }
}
