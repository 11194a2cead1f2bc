// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** How a server is told what bytes it must have received. */
enum Checksums {
  /** For AWS, which keeps it and gives it back to readers. */
  CRC32C {
    @Override
    void on(PutObjectRequest.Builder request, byte[] bytes, int count) {
      request.checksumCRC32C(crc32c(bytes, count));
    }

    @Override
    void on(CreateMultipartUploadRequest.Builder request) {
      request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
    }

    @Override
    void on(UploadPartRequest.Builder request, byte[] bytes, int count) {
      request.checksumCRC32C(crc32c(bytes, count));
    }
  },
  /** For all others, which have understood it from the beginning. */
  MD5 {
    @Override
    void on(PutObjectRequest.Builder request, byte[] bytes, int count) {
      request.contentMD5(md5(bytes, count));
    }

    @Override
    void on(CreateMultipartUploadRequest.Builder request) {
      // Each part has its own.
    }

    @Override
    void on(UploadPartRequest.Builder request, byte[] bytes, int count) {
      request.contentMD5(md5(bytes, count));
    }
  };

  abstract void on(PutObjectRequest.Builder request, byte[] bytes, int count);

  abstract void on(CreateMultipartUploadRequest.Builder request);

  abstract void on(UploadPartRequest.Builder request, byte[] bytes, int count);

  private static String crc32c(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return encoded(crc);
  }

  static String encoded(CRC32C crc) {
    byte[] value =
        ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }

  private static String md5(byte[] bytes, int count) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes, 0, count);
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has MD5", impossible);
    }
  }
}
