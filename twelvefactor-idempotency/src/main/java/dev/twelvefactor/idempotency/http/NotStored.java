// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import java.io.Serial;

/** Carries a response past the executor that is not to be stored. */
@SuppressWarnings("serial") // Caught where it is thrown.
class NotStored extends RuntimeException {

  @Serial
  private static final long serialVersionUID = 1;

  private final transient StoredResponse response;

  NotStored(StoredResponse response) {
    super("a response that is not stored", null, false, /* writableStackTrace= */ false);
    this.response = response;
  }

  StoredResponse response() {
    return response;
  }

  /** Nothing was done: the next request with the key is run. */
  static final class Released extends NotStored {

    @Serial
    private static final long serialVersionUID = 1;

    Released(StoredResponse response) {
      super(response);
    }
  }
}
