// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * What is known of an object.
 *
 * @param key its name in the storage that was asked
 * @param uri its address, such as {@code s3://bucket/uploads/ada/cat.png}
 * @param size in bytes
 * @param type the media type that was stored with it
 * @param etag the entity tag with its quotes, which changes when the content does; opaque
 * @param modified when it was written, by the server's clock; of an object just put, when the server
 *     answered
 * @param metadata what was stored with it, by names without capitals
 * @since 0.1.0
 */
public record ObjectInfo(
    ObjectKey key,
    URI uri,
    long size,
    String type,
    String etag,
    Instant modified,
    Map<String, String> metadata) {

  /**
   * Copies the metadata.
   *
   * @param key its name
   * @param uri its address
   * @param size in bytes
   * @param type the media type
   * @param etag the entity tag with its quotes
   * @param modified when it was written
   * @param metadata by names without capitals
   */
  public ObjectInfo {
    metadata = Map.copyOf(metadata);
  }

  ObjectInfo as(ObjectKey other) {
    return new ObjectInfo(other, uri, size, type, etag, modified, metadata);
  }

  /**
   * What a listing tells of an object; {@link ObjectStorage#head} tells more, its address among it.
   *
   * @param key its name in the storage that was asked
   * @param size in bytes
   * @param etag the entity tag with its quotes
   * @param modified when it was written, by the server's clock
   * @since 0.1.0
   */
  public record Summary(ObjectKey key, long size, String etag, Instant modified) {

    Summary as(ObjectKey other) {
      return new Summary(other, size, etag, modified);
    }
  }
}
