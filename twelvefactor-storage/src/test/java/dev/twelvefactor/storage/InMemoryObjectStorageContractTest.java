// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import dev.twelvefactor.storage.contract.ObjectStorageContract;

class InMemoryObjectStorageContractTest extends ObjectStorageContract {

  @Override
  protected ObjectStorage open() {
    return InMemoryObjectStorage.create();
  }
}
