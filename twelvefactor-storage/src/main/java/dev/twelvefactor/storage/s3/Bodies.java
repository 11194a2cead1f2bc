// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.core.sync.RequestBody;

/** Request bodies that can be sent again, without a copy of the bytes. */
final class Bodies {

  private Bodies() {}

  static RequestBody of(byte[] bytes, int count, String type) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, count), count, type);
  }
}
