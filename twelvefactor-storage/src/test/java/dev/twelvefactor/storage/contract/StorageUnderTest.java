// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage;
import dev.twelvefactor.storage.StoredObject;
import java.util.Random;

/** What the parts of the contract do with the storage under test. */
interface StorageUnderTest {

  ObjectKey KEY = ObjectKey.of("folder/object");
  int MIB = 1024 * 1024;

  /** The storage of this test, empty at its beginning. */
  default ObjectStorage files() {
    return ((ObjectStorageContract) this).opened();
  }

  /** All bytes of an object. */
  default byte[] read(ObjectKey key) {
    try (StoredObject object = files().get(key)) {
      return object.bytes(64 * MIB);
    }
  }

  /** The text of an object. */
  default String text(ObjectKey key) {
    try (StoredObject object = files().get(key)) {
      return object.text(MIB);
    }
  }

  /** Bytes that do not repeat, the same for each count. */
  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
