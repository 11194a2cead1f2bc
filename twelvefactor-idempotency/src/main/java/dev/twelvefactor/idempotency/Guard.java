// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

/** What stands between a run and an effect that is not its own any more. */
interface Guard {

  /** For runs that no key protects: everything is allowed. */
  Guard NONE = new Guard() {
    @Override
    public void intent() {}

    @Override
    public void checkOwned() {}

    @Override
    public void verifyOwned() {}
  };

  void intent();

  void checkOwned();

  void verifyOwned();
}
