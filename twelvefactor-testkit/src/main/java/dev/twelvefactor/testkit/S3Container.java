// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A MinIO that Testcontainers starts. */
final class S3Container implements S3Backend {

  static final String IMAGE_VARIABLE = "TWELVEFACTOR_TEST_S3_IMAGE";

  private final String image;
  private final MinIOContainer container;

  private S3Container(String image) {
    this.image = image;
    this.container =
        new MinIOContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("minio/minio"));
  }

  static S3Container start(Map<String, String> environment) {
    S3Container minio = new S3Container(image(environment));
    try {
      minio.container.start();
      return minio;
    } catch (RuntimeException e) {
      minio.close();
      throw new IllegalStateException(
          "No container of " + minio.image + " starts; name another in " + IMAGE_VARIABLE, e);
    }
  }

  static String image(Map<String, String> environment) {
    String image = environment.getOrDefault(IMAGE_VARIABLE, "").strip();
    if (image.isEmpty()) {
      throw new IllegalStateException(IMAGE_VARIABLE
          + " is not set, and there is no default: name an image that starts as minio/minio"
          + " does, or set "
          + Row.VARIABLE
          + "=embedded");
    }
    return image;
  }

  @Override
  public URI endpoint() {
    return URI.create(container.getS3URL());
  }

  @Override
  public String accessKey() {
    return container.getUserName();
  }

  @Override
  public String secretKey() {
    return container.getPassword();
  }

  @Override
  public String version() {
    return "MinIO (container of " + image + ")";
  }

  @Override
  public String newBucket() {
    String bucket = "test-" + UUID.randomUUID();
    try (S3Client client = S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(endpoint())
        .forcePathStyle(true)
        .region(Region.of(region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey(), secretKey())))
        .build()) {
      client.createBucket(request -> request.bucket(bucket));
    }
    return bucket;
  }

  @Override
  public void close() {
    container.close();
  }
}
