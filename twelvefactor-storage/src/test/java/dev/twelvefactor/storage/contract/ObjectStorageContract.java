// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import dev.twelvefactor.storage.ObjectStorage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * What every object storage promises. Extend it to hold a storage to it:
 *
 * <pre>{@code
 * class MyObjectStorageContractTest extends ObjectStorageContract {
 *
 *   protected ObjectStorage open() {
 *     return MyObjectStorage.of(newEmptyBucket());
 *   }
 * }
 * }</pre>
 *
 * <p>JUnit makes an instance for each test, which closes the storage that it opened.
 *
 * @since 0.1.0
 */
public abstract class ObjectStorageContract
    implements PutPromises,
        ProgressPromises,
        WriterPromises,
        ConditionPromises,
        GetPromises,
        KeyPromises,
        ListPromises,
        DeletePromises,
        CopyPromises,
        ScopedPromises,
        ClosePromises {

  /** Tests with many threads may ask for it at the same time. */
  private final ReentrantLock opening = new ReentrantLock();

  private @Nullable ObjectStorage storage;

  /** For subclasses. */
  protected ObjectStorageContract() {}

  /**
   * Opens a storage that holds no objects; once in a test, when it is first used.
   *
   * @return the storage, to be closed by the contract
   */
  protected abstract ObjectStorage open();

  /** Closes the storage of the test. */
  @AfterEach
  protected void closeStorage() {
    if (storage != null) {
      storage.close();
    }
  }

  ObjectStorage opened() {
    opening.lock();
    try {
      if (storage == null) {
        storage = open();
      }
      return storage;
    } finally {
      opening.unlock();
    }
  }
}
