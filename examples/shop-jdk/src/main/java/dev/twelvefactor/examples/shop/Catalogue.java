// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.util.Map;
import java.util.TreeMap;

/** What the shop sells. */
final class Catalogue {

  static final int MAX_QUANTITY = 99;

  /** Prices in euro cents. */
  private static final Map<String, Integer> PRICES =
      new TreeMap<>(Map.of("tea", 450, "coffee", 600, "cake", 320));

  private Catalogue() {}

  /** What each article costs, in euro cents. */
  static Map<String, Integer> prices() {
    return PRICES;
  }

  /** The price of one article, in euro cents. */
  static int price(String sku) {
    return PRICES.get(sku);
  }

  /** Checks that an order makes sense. */
  static void check(String sku, int quantity) {
    if (!PRICES.containsKey(sku)) {
      throw Problem.of(422, "sku", "unknown sku (expected: one of tea, coffee, cake)");
    }
    if (quantity < 1 || quantity > MAX_QUANTITY) {
      throw Problem.of(
          422, "quantity", "quantity " + quantity + " (expected: 1 to " + MAX_QUANTITY + ")");
    }
  }
}
