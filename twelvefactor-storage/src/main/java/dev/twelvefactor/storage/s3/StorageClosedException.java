// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.io.Serial;

/** Tells a mistake of the caller from the exceptions of that type that clients throw. */
final class StorageClosedException extends IllegalStateException {

  @Serial
  private static final long serialVersionUID = 1;

  StorageClosedException() {
    super("the storage is closed");
  }
}
