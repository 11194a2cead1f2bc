// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import io.awspring.cloud.s3.InMemoryBufferingS3OutputStreamProvider;
import io.awspring.cloud.s3.PropertiesS3ObjectContentTypeResolver;
import io.awspring.cloud.s3.S3ObjectConverter;
import io.awspring.cloud.s3.S3Template;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The template of Spring Cloud AWS, on the same HTTP client as ours; parts are kept in memory. */
final class SpringStorage implements StorageStack {

  private final Place place;
  private final S3Client client;
  private final S3Presigner presigner;
  private final S3Template template;

  SpringStorage(Place place) {
    this.place = place;
    this.client = SdkStorage.client(place);
    this.presigner = SdkStorage.presigner(place);
    this.template = new S3Template(
        client,
        new InMemoryBufferingS3OutputStreamProvider(
            client, new PropertiesS3ObjectContentTypeResolver()),
        new NoObjects(),
        presigner);
  }

  @Override
  public Object put(String key, byte[] content) {
    return put(key, new ByteArrayInputStream(content));
  }

  @Override
  public byte[] get(String key) throws IOException {
    try (InputStream in = template.download(place.bucket(), key).getInputStream()) {
      return in.readAllBytes();
    }
  }

  @Override
  public Object head(String key) {
    return template.objectExists(place.bucket(), key);
  }

  @Override
  public Object put(String key, InputStream in, long length) {
    return put(key, in); // it takes no length
  }

  @Override
  public Object put(String key, InputStream in) {
    return template.upload(place.bucket(), key, in);
  }

  @Override
  public Object presign(String key) {
    return template.createSignedGetURL(place.bucket(), key, Duration.ofHours(1));
  }

  @Override
  public void close() {
    presigner.close();
    client.close();
  }

  /** The template requires a converter; bytes do not come by it. */
  private static final class NoObjects implements S3ObjectConverter {

    @Override
    public <T> RequestBody write(T object) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T read(InputStream in, Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String contentType() {
      throw new UnsupportedOperationException();
    }
  }
}
