// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.session.SessionKey;
import java.util.ArrayList;
import java.util.List;

/** What somebody is about to buy. */
record Cart(List<Item> items) {

  static final Cart EMPTY = new Cart(List.of());
  static final SessionKey<Cart> KEY = SessionKey.of("cart", Cart.class);

  record Item(String sku, int quantity) {}

  Cart {
    items = List.copyOf(items);
  }

  /** This cart with more of one article. */
  Cart plus(String sku, int quantity) {
    List<Item> more = new ArrayList<>(without(sku).items);
    more.add(new Item(sku, quantity(sku) + quantity));
    return new Cart(more);
  }

  /** This cart without one article. */
  Cart without(String sku) {
    return new Cart(items.stream().filter(item -> !item.sku.equals(sku)).toList());
  }

  /** How many of one article are in this cart. */
  int quantity(String sku) {
    return items.stream().filter(item -> item.sku.equals(sku)).mapToInt(Item::quantity).sum();
  }
}
