// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import dev.twelvefactor.idempotency.IdempotencyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;

/**
 * What every idempotency store promises. Extend it to hold a store to it:
 *
 * <pre>{@code
 * class MyIdempotencyStoreContractTest extends IdempotencyStoreContract {
 *
 *   private final MyServer server = MyServer.empty();
 *
 *   protected IdempotencyStore open() {
 *     return MyIdempotencyStore.connect(server);
 *   }
 *
 *   protected void passTime(Duration time) {
 *     server.passTime(time);
 *   }
 * }
 * }</pre>
 *
 * <p>JUnit makes an instance for each test, which closes the stores that it opened. Leases are
 * minutes, so time is passed by moving the server's clock, or the times in its records, and not by
 * waiting.
 *
 * @since 0.1.0
 */
public abstract class IdempotencyStoreContract
    implements ClaimPromises,
        CompletePromises,
        ReleasePromises,
        LeasePromises,
        PolicyPromises,
        ForgetPromises,
        HistoryPromises {

  private final Deque<IdempotencyStore> opened = new ArrayDeque<>();

  /** For subclasses. */
  protected IdempotencyStoreContract() {}

  /**
   * Opens a store. Those of one test share their records, as those of several processes do.
   *
   * @return the store
   */
  protected abstract IdempotencyStore open();

  /**
   * Lets time pass for the records: leases end and records expire.
   *
   * @param time how much
   */
  protected abstract void passTime(Duration time);

  IdempotencyStore opened() {
    IdempotencyStore store = open();
    opened.push(store);
    return store;
  }

  /** Closes the stores that the test opened. */
  @AfterEach
  protected void closeStores() {
    opened.forEach(IdempotencyStore::close);
  }
}
