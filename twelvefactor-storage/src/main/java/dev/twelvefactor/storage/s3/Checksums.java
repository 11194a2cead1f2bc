// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** How a server is told what bytes it must have received. */
enum Checksums {
  /** For AWS, which keeps it and gives it back to readers. */
  CRC32C,
  /** For all others, which have understood it from the beginning. */
  MD5,
  /** For all others where the content is signed, by its SHA-256: over plain HTTP. */
  SIGNATURE;

  /** What a request says in {@code x-amz-checksum-crc32c}; null if it says it otherwise. */
  @Nullable
  String crc32c(byte[] bytes, int count) {
    if (this != CRC32C) {
      return null;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return encoded(crc);
  }

  static String encoded(CRC32C crc) {
    byte[] value =
        ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }

  /** What a request says in {@code Content-MD5}; null if it says it otherwise. */
  @Nullable
  String md5(byte[] bytes, int count) {
    if (this != MD5) {
      return null;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes, 0, count);
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has MD5", impossible);
    }
  }
}
