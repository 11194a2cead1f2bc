// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

/** Where a process stops, to be killed or frozen. */
enum Point {
  BEFORE_CLAIM,
  AFTER_CLAIM,
  AFTER_INTENT,
  MID_EFFECT,
  AFTER_EFFECT,
  BEFORE_COMPLETE_SEND,
  AFTER_COMPLETE_SEND;

  /** The effect may have begun, and nothing is stored. */
  boolean isInDoubt() {
    return this != BEFORE_CLAIM && this != AFTER_CLAIM && this != AFTER_COMPLETE_SEND;
  }

  /** The effect is in the ledger that takes everything. */
  boolean hasEffect() {
    return this != BEFORE_CLAIM && this != AFTER_CLAIM && this != AFTER_INTENT;
  }
}
