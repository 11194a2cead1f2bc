// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.net.URI;

/** An S3 server that all tests of a run share. */
interface S3Backend extends AutoCloseable {

  URI endpoint();

  default String region() {
    return "us-east-1";
  }

  String accessKey();

  String secretKey();

  /** What answers, as {@code S3Proxy 4.1.0}. */
  String version();

  /** Makes a bucket, or names the one there is. */
  String newBucket();

  @Override
  void close();
}
