// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.net.URI;
import java.time.Instant;

/**
 * What a listing tells of an object; {@link ObjectStorage#head} tells more.
 *
 * @param key its name in the storage that was asked
 * @param uri its address, such as {@code s3://bucket/uploads/ada/cat.png}
 * @param size in bytes
 * @param etag the entity tag with its quotes
 * @param modified when it was written, by the server's clock
 * @since 0.1.0
 */
public record ObjectSummary(ObjectKey key, URI uri, long size, String etag, Instant modified) {

  ObjectSummary as(ObjectKey other) {
    return new ObjectSummary(other, uri, size, etag, modified);
  }
}
