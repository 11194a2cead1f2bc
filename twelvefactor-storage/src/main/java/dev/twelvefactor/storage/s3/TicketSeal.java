// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Writes tickets that nobody else can write: the claims, and their HMAC-SHA256 under a key that only
 * the instances of this application have. The first key seals, all open, so that keys can be changed.
 */
final class TicketSeal {

  private static final byte VERSION = 1;
  private static final int MAC_BYTES = 32;
  private static final int MAX_TOKEN_CHARS = 8_192;

  private final String bucket;
  private final List<byte[]> keys;

  TicketSeal(String bucket, List<String> keys) {
    this.bucket = bucket;
    this.keys = keys.stream().map(key -> key.getBytes(UTF_8)).toList();
  }

  String seal(TicketClaims claims) {
    byte[] body = encode(claims);
    byte[] all = Arrays.copyOf(body, body.length + MAC_BYTES);
    System.arraycopy(mac(keys.get(0), body), 0, all, body.length, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  TicketClaims open(String token) {
    byte[] all = decode(token);
    byte[] body = Arrays.copyOf(all, Math.max(0, all.length - MAC_BYTES));
    byte[] mac = Arrays.copyOfRange(all, body.length, all.length);
    boolean genuine = false;
    for (byte[] key : keys) {
      genuine |= MessageDigest.isEqual(mac, mac(key, body));
    }
    if (!genuine) {
      throw refused("was not made by this application, or with a key that is not used any more");
    }
    return read(body);
  }

  private static byte[] decode(String token) {
    if (token.length() > MAX_TOKEN_CHARS) {
      throw refused("is too long");
    }
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw refused("is no text of a ticket");
    }
  }

  /** The bucket is part of what is sealed, and need not be sent. */
  private byte[] mac(byte[] key, byte[] body) {
    return Signer.hmac(key, ("twelvefactor-ticket " + bucket + "\n").getBytes(UTF_8), body);
  }

  private static byte[] encode(TicketClaims claims) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(claims.id());
      out.writeUTF(claims.subject());
      out.writeUTF(claims.key().value());
      out.writeUTF(claims.type());
      out.writeLong(claims.length());
      out.writeUTF(claims.sha256());
      out.writeLong(claims.confirmBy().getEpochSecond());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static TicketClaims read(byte[] body) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      if (in.readByte() != VERSION) {
        throw refused("is of another version");
      }
      return new TicketClaims(
          in.readUTF(),
          in.readUTF(),
          ObjectKey.of(in.readUTF()),
          in.readUTF(),
          in.readLong(),
          in.readUTF(),
          Instant.ofEpochSecond(in.readLong()));
    } catch (IOException e) {
      throw new UncheckedIOException("a sealed ticket cannot be read", e);
    }
  }

  static ObjectStorageException refused(String why) {
    return new ObjectStorageException(
        Reason.TICKET_REFUSED, "the ticket " + why, /* maybeApplied= */ false, null);
  }
}
