// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.util.Set;

/** What the shop sells. */
final class Catalogue {

  static final int MAX_QUANTITY = 99;

  private static final Set<String> SKUS = Set.of("tea", "coffee", "cake");

  private Catalogue() {}

  /** Checks that an order makes sense. */
  static void check(String sku, int quantity) {
    if (!SKUS.contains(sku)) {
      throw Problem.of(422, "sku", "unknown sku (expected: one of tea, coffee, cake)");
    }
    if (quantity < 1 || quantity > MAX_QUANTITY) {
      throw Problem.of(
          422, "quantity", "quantity " + quantity + " (expected: 1 to " + MAX_QUANTITY + ")");
    }
  }
}
