// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

/** Hears where a run is; what stops there does not come back, or not soon. */
interface Stops {

  Stops NONE = point -> {};

  void at(Point point);
}
