// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.PutOptions;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/** An object that is to be written, with the nonce by which it is known again. */
record Draft(ObjectKey key, String type, PutOptions options, Map<String, String> reserved) {

  static final String RESERVED_PREFIX = "tf-";
  private static final String NONCE = RESERVED_PREFIX + "nonce";

  static Draft of(ObjectKey key, String type, PutOptions options) {
    return of(key, type, options, Map.of());
  }

  /** With metadata of ours beside the nonce. */
  static Draft of(ObjectKey key, String type, PutOptions options, Map<String, String> more) {
    Map<String, String> reserved = new TreeMap<>(more);
    reserved.put(NONCE, UUID.randomUUID().toString());
    return new Draft(key, type, options, reserved);
  }

  Map<String, String> metadata() {
    Map<String, String> all = new TreeMap<>(options.metadata());
    all.putAll(reserved);
    return all;
  }

  boolean conditional() {
    return options.onlyIfAbsent() || options.expectedEtag().isPresent();
  }

  /** The header of that name, as are those below; null if there is none. */
  @Nullable
  String ifNoneMatch() {
    return options.onlyIfAbsent() ? "*" : null;
  }

  @Nullable
  String ifMatch() {
    return options.expectedEtag().orElse(null);
  }

  @Nullable
  String cacheControl() {
    return options.cacheControl().orElse(null);
  }

  @Nullable
  String contentDisposition() {
    return options.contentDisposition().orElse(null);
  }

  /** Bytes that can be sent again, not copied. */
  RequestBody body(byte[] bytes, int count) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, count), count, type);
  }

  /** Whether an object with this metadata was written by this draft. */
  boolean wrote(Map<String, String> metadata) {
    return String.valueOf(reserved.get(NONCE)).equals(metadata.get(NONCE));
  }
}
