// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

@WithS3
class WithS3IT {

  private static final Set<String> buckets = new HashSet<>();
  private static final Set<String> endpoints = new HashSet<>();

  private String before = "";

  @BeforeEach
  void remember(S3Server s3) {
    before = s3.bucket();
  }

  @RepeatedTest(2)
  void bucket_everyTest_isNewAndEmptyOnTheSameServer(S3Server s3) {
    assertThat(s3.bucket()).isEqualTo(before);
    assertThat(buckets.add(s3.bucket())).isTrue();
    endpoints.add(s3.endpoint().toString());
    assertThat(endpoints).hasSize(1);
    try (S3Client client = client(s3, s3.secretKey())) {
      assertThat(client.listObjectsV2(request -> request.bucket(s3.bucket())).keyCount())
          .isZero();
    }
  }

  @Test
  void object_putWithChecksum_isReadBackAndDeleted(S3Server s3) {
    try (S3Client client = client(s3, s3.secretKey())) {
      client.putObject(
          request -> request.bucket(s3.bucket()).key("a/ü"), RequestBody.fromString("text"));

      var read = client.getObjectAsBytes(request -> request.bucket(s3.bucket()).key("a/ü"));
      assertThat(read.asUtf8String()).isEqualTo("text");
      client.deleteObject(request -> request.bucket(s3.bucket()).key("a/ü"));
      assertThat(client.listObjectsV2(request -> request.bucket(s3.bucket())).keyCount())
          .isZero();
    }
  }

  @Test
  void object_putWithAWrongChecksum_isRefused(S3Server s3) {
    try (S3Client client = client(s3, s3.secretKey())) {
      assertThatThrownBy(() -> client.putObject(
              request -> request.bucket(s3.bucket()).key("k").checksumCRC32("AAAAAA=="),
              RequestBody.fromString("text")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
    }
  }

  @Test
  void object_putIfAbsentTwice_isRefused(S3Server s3) {
    try (S3Client client = client(s3, s3.secretKey())) {
      client.putObject(
          request -> request.bucket(s3.bucket()).key("k").ifNoneMatch("*"),
          RequestBody.fromString("one"));

      assertThatThrownBy(() -> client.putObject(
              request -> request.bucket(s3.bucket()).key("k").ifNoneMatch("*"),
              RequestBody.fromString("two")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    }
  }

  @Test
  void request_wrongSecret_isRefused(S3Server s3) {
    try (S3Client client = client(s3, "another-secret-key")) {
      assertThatThrownBy(() -> client.listObjectsV2(request -> request.bucket(s3.bucket())))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void toString_server_holdsNoSecret(S3Server s3) {
    assertThat(s3.toString()).contains(s3.version(), s3.bucket()).doesNotContain(s3.secretKey());
  }

  private static S3Client client(S3Server s3, String secretKey) {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(s3.endpoint())
        .forcePathStyle(true)
        .region(Region.of(s3.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), secretKey)))
        .build();
  }
}
