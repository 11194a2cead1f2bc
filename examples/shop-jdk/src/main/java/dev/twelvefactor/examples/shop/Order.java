// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What somebody has bought.
 *
 * @param id 22 characters, the same for each try of one order
 * @param total in euro cents
 */
record Order(@JsonProperty("order_id") String id, List<Cart.Item> items, int total) {

  static Order of(String id, Cart cart) {
    int total = 0;
    for (Cart.Item item : cart.items()) {
      total += item.quantity() * Catalogue.price(item.sku());
    }
    return new Order(id, cart.items(), total);
  }
}
