// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3SettingsTest {

  private static S3ObjectStorageBuilder at(String endpoint) {
    return S3ObjectStorage.builder("files").endpoint(URI.create(endpoint));
  }

  private static Checksums checksums(S3ObjectStorageBuilder builder) {
    S3Settings settings = new S3Settings(builder.checksums("auto"));
    settings.close();
    return settings.checksums;
  }

  @Test
  void checksums_auto_areThoseOfTheServer() {
    assertThat(checksums(S3ObjectStorage.builder("files"))).isEqualTo(Checksums.CRC32C);
    assertThat(checksums(at("https://minio:9000"))).isEqualTo(Checksums.MD5);
    assertThat(checksums(at("http://minio:9000"))).isEqualTo(Checksums.SIGNATURE);
  }

  @Test
  void checksums_autoWhereTheContentMayNotBeSigned_areNotLeftToTheSignature() {
    S3ObjectStorageBuilder anonymous =
        at("http://minio:9000").credentials(AnonymousCredentialsProvider.create());
    assertThat(checksums(anonymous)).isEqualTo(Checksums.MD5);

    try (S3Client client = S3Client.builder().region(Region.US_EAST_1).build()) {
      assertThat(checksums(at("http://minio:9000").client(client))).isEqualTo(Checksums.MD5);
    }
  }
}
