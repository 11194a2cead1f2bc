// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

/** What stands for an exception in a foreign backend; our own encoder writes the exception itself. */
public interface StandIn {

  /** {@return the exception as it was} */
  Thrown original();
}
