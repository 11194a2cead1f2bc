// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.storage.s3.S3ObjectStorage;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Ours, with defaults but for the kind of checksum. */
final class OurStorage implements StorageStack {

  private static final int MOST = 64 << 20;

  private final S3ObjectStorage files;

  OurStorage(Place place, String checksums) {
    files = S3ObjectStorage.builder(place.bucket())
        .endpoint(URI.create(place.endpoint()))
        .credentials(SdkStorage.credentials(place))
        .checksums(checksums)
        .build();
  }

  @Override
  public Object put(String key, byte[] content) {
    return files.put(ObjectKey.of(key), Content.of(content));
  }

  @Override
  public byte[] get(String key) {
    try (StoredObject object = files.get(ObjectKey.of(key))) {
      return object.bytes(MOST);
    }
  }

  @Override
  public Object head(String key) {
    return files.head(ObjectKey.of(key)).orElseThrow();
  }

  @Override
  public Object put(String key, InputStream in, long length) {
    return files.put(ObjectKey.of(key), Content.of(in, length));
  }

  @Override
  public Object put(String key, InputStream in) {
    return files.put(ObjectKey.of(key), Content.of(in));
  }

  @Override
  public Object presign(String key) {
    return files.presign().get(ObjectKey.of(key), Duration.ofHours(1));
  }

  @Override
  public Object post(String key) {
    return files.presign().post(ObjectKey.of(key), Duration.ofHours(1), "image/png", 1 << 20);
  }

  @Override
  public long list(String prefix) {
    return files.list(prefix).mapToLong(found -> found.size()).count();
  }

  @Override
  public Object delete(List<String> keys) {
    return files.delete(keys.stream().map(ObjectKey::of).toList());
  }

  @Override
  public void close() {
    files.close();
  }
}
