// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.S3Server;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The bucket of a test, and what its server holds. */
final class Bucket implements AutoCloseable {

  private final S3Server server;
  private final S3Client client;

  Bucket(S3Server server) {
    this.server = server;
    this.client = S3Client.builder()
        .endpointOverride(server.endpoint())
        .forcePathStyle(true)
        .region(Region.of(server.region()))
        .credentialsProvider(credentials())
        .build();
  }

  AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(server.accessKey(), server.secretKey()));
  }

  /** A storage in this bucket. */
  S3ObjectStorageBuilder storage() {
    return storage(server.endpoint());
  }

  /** A storage in this bucket, on the other side of a proxy. */
  S3ObjectStorageBuilder storage(FaultProxy proxy) {
    return storage(URI.create("http://" + proxy.host() + ":" + proxy.port()));
  }

  /** A storage in this bucket, at another address of its server. */
  S3ObjectStorageBuilder storage(URI endpoint) {
    return S3ObjectStorage.builder(server.bucket())
        .endpoint(endpoint)
        .region(server.region())
        .credentials(credentials());
  }

  /** A proxy before the server. */
  FaultProxy proxy() {
    return FaultProxy.to(server.endpoint().getHost(), server.endpoint().getPort());
  }

  S3Client client() {
    return client;
  }

  String name() {
    return server.bucket();
  }

  /** The uploads in parts that have begun and not ended. */
  List<MultipartUpload> uploads() {
    return client.listMultipartUploads(b -> b.bucket(server.bucket())).uploads();
  }

  @Override
  public void close() {
    client.close();
  }
}
