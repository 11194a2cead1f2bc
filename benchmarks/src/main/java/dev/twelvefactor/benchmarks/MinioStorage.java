// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import static java.time.ZoneOffset.UTC;

import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioClient;
import io.minio.PostPolicy;
import io.minio.PutObjectArgs;
import io.minio.StatObjectArgs;
import java.io.InputStream;
import java.time.ZonedDateTime;
import java.util.concurrent.TimeUnit;

/** The client of MinIO on OkHttp, with 8 MiB parts, three at a time as ours. */
final class MinioStorage implements StorageStack {

  private static final long PART = 8L << 20;

  private final Place place;
  private final MinioClient client;

  MinioStorage(Place place) {
    this.place = place;
    this.client = MinioClient.builder()
        .endpoint(place.endpoint())
        .region("us-east-1")
        .credentials(place.accessKey(), place.secretKey())
        .build();
  }

  private PutObjectArgs.Builder to(String key) {
    return PutObjectArgs.builder().bucket(place.bucket()).object(key);
  }

  @Override
  public Object put(String key, byte[] content) throws Exception {
    return client.putObject(to(key).data(content, content.length).build());
  }

  @Override
  public byte[] get(String key) throws Exception {
    try (InputStream in = client.getObject(
        GetObjectArgs.builder().bucket(place.bucket()).object(key).build())) {
      return in.readAllBytes();
    }
  }

  @Override
  public Object head(String key) throws Exception {
    return client.statObject(
        StatObjectArgs.builder().bucket(place.bucket()).object(key).build());
  }

  @Override
  public Object put(String key, InputStream in, long length) throws Exception {
    return client.putObject(to(key).stream(in, length, PART).parallelUploads(3).build());
  }

  @Override
  public Object put(String key, InputStream in) throws Exception {
    return put(key, in, -1);
  }

  @Override
  public Object presign(String key) throws Exception {
    return client.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
        .method(Http.Method.GET)
        .bucket(place.bucket())
        .object(key)
        .expiry(1, TimeUnit.HOURS)
        .build());
  }

  @Override
  public Object post(String key) throws Exception {
    PostPolicy policy = new PostPolicy(place.bucket(), ZonedDateTime.now(UTC).plusHours(1));
    policy.addEqualsCondition("key", key);
    policy.addEqualsCondition("Content-Type", "image/png");
    policy.addContentLengthRangeCondition(1, 1 << 20);
    return client.getPresignedPostFormData(policy);
  }

  @Override
  public void close() throws Exception {
    client.close();
  }
}
