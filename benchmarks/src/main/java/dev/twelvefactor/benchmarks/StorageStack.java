// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.InputStream;
import java.util.List;

/** A client of object storage as its users call it. */
interface StorageStack extends AutoCloseable {

  /** Where the server is; the parent sets these properties for its children. */
  record Place(String endpoint, String bucket, String accessKey, String secretKey) {

    static Place ofProperties() {
      return new Place(
          property("endpoint"), property("bucket"), property("id"), property("secret"));
    }

    private static String property(String name) {
      return System.getProperty("benchmark.s3." + name);
    }

    String[] options() {
      return new String[] {
        "-Dbenchmark.s3.endpoint=" + endpoint,
        "-Dbenchmark.s3.bucket=" + bucket,
        "-Dbenchmark.s3.id=" + accessKey,
        "-Dbenchmark.s3.secret=" + secretKey
      };
    }
  }

  static StorageStack open(String name) {
    Place place = Place.ofProperties();
    return switch (name) {
      case "ours" -> new OurStorage(place, "auto");
      case "ours crc32c" -> new OurStorage(place, "crc32c");
      case "S3Client" -> new SdkStorage(place);
      case "S3TransferManager" -> new TransferManagerStorage(place);
      case "S3Template" -> new SpringStorage(place);
      case "minio-java" -> new MinioStorage(place);
      default -> throw new IllegalArgumentException(name);
    };
  }

  Object put(String key, byte[] content) throws Exception;

  byte[] get(String key) throws Exception;

  Object head(String key) throws Exception;

  /** Stores a stream whose length is told. */
  Object put(String key, InputStream in, long length) throws Exception;

  /** Stores a stream whose length is not told. */
  Object put(String key, InputStream in) throws Exception;

  /** A signed address for reading. */
  Object presign(String key) throws Exception;

  /** A form for uploads of up to 1 MiB. */
  default Object post(String key) throws Exception {
    throw new UnsupportedOperationException("there is no such operation");
  }

  /** Reads a listing to its end, and answers how many objects there are. */
  default long list(String prefix) {
    throw new UnsupportedOperationException("not measured");
  }

  default Object delete(List<String> keys) {
    throw new UnsupportedOperationException("not measured");
  }

  @Override
  void close() throws Exception;
}
