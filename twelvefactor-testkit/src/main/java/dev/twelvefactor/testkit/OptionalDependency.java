// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

/** What a row needs beside this artifact; a missing one is named, not met as a linkage error. */
enum OptionalDependency {
  TESTCONTAINERS("org.testcontainers.DockerClientFactory", "org.testcontainers:testcontainers"),
  MINIO("org.testcontainers.containers.MinIOContainer", "org.testcontainers:testcontainers-minio"),
  S3PROXY("org.gaul.s3proxy.S3Proxy", "org.gaul:s3proxy"),
  SERVLET("jakarta.servlet.http.HttpServletRequest", "jakarta.servlet:jakarta.servlet-api"),
  S3_CLIENT("software.amazon.awssdk.services.s3.S3Client", "software.amazon.awssdk:s3"),
  HTTP_CLIENT(
      "software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient",
      "software.amazon.awssdk:url-connection-client");

  private final String type;
  private final String coordinates;

  OptionalDependency(String type, String coordinates) {
    this.type = type;
    this.coordinates = coordinates;
  }

  boolean isPresent() {
    return isPresent(type);
  }

  static boolean isPresent(String type) {
    try {
      Class.forName(type, false, OptionalDependency.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Fails unless all are there.
   *
   * @param purpose what they are for, in words for a person
   */
  static void require(String purpose, OptionalDependency... all) {
    for (OptionalDependency each : all) {
      if (!each.isPresent()) {
        throw new IllegalStateException(missing(purpose, each.coordinates));
      }
    }
  }

  static String missing(String purpose, String coordinates) {
    return purpose
        + " needs "
        + coordinates
        + " on the test class path; add it with scope test, in the version that the README of"
        + " twelvefactor-testkit names";
  }
}
