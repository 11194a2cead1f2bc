// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The synchronous client of the AWS SDK with its defaults, on the same HTTP client as ours. */
final class SdkStorage implements StorageStack {

  private static final int BATCH = 1000;

  private final Place place;
  private final S3Client client;

  /** Made when first needed, as ours is. */
  private S3Presigner presigner;

  SdkStorage(Place place) {
    this.place = place;
    this.client = client(place);
  }

  static AwsCredentialsProvider credentials(Place place) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(place.accessKey(), place.secretKey()));
  }

  static S3Client client(Place place) {
    return S3Client.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials(place))
        .endpointOverride(URI.create(place.endpoint()))
        .forcePathStyle(true)
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }

  static S3Presigner presigner(Place place) {
    return S3Presigner.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials(place))
        .endpointOverride(URI.create(place.endpoint()))
        .serviceConfiguration(
            S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  @Override
  public Object put(String key, byte[] content) {
    return put(key, RequestBody.fromBytes(content));
  }

  private Object put(String key, RequestBody body) {
    return client.putObject(b -> b.bucket(place.bucket()).key(key), body);
  }

  @Override
  public byte[] get(String key) {
    return client.getObjectAsBytes(b -> b.bucket(place.bucket()).key(key)).asByteArrayUnsafe();
  }

  @Override
  public Object head(String key) {
    return client.headObject(b -> b.bucket(place.bucket()).key(key));
  }

  @Override
  public Object put(String key, InputStream in, long length) {
    return put(key, RequestBody.fromInputStream(in, length));
  }

  @Override
  public Object put(String key, InputStream in) {
    throw new UnsupportedOperationException("it would keep all in memory");
  }

  @Override
  public Object presign(String key) {
    if (presigner == null) {
      presigner = presigner(place);
    }
    return presigner.presignGetObject(b -> b.signatureDuration(Duration.ofHours(1))
        .getObjectRequest(get -> get.bucket(place.bucket()).key(key)));
  }

  @Override
  public long list(String prefix) {
    return client
        .listObjectsV2Paginator(b -> b.bucket(place.bucket()).prefix(prefix))
        .contents()
        .stream()
        .mapToLong(S3Object::size)
        .count();
  }

  @Override
  public Object delete(List<String> keys) {
    Object last = null;
    for (int first = 0; first < keys.size(); first += BATCH) {
      List<ObjectIdentifier> batch =
          keys.subList(first, Math.min(first + BATCH, keys.size())).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      last = client.deleteObjects(
          b -> b.bucket(place.bucket()).delete(all -> all.objects(batch).quiet(true)));
    }
    return last;
  }

  @Override
  public void close() {
    if (presigner != null) {
      presigner.close();
    }
    client.close();
  }
}
