// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import dev.twelvefactor.session.SessionKey;
import java.util.List;

/** The attributes of the sessions in these tests. */
final class Attributes {

  static final SessionKey<String> NAME = SessionKey.of("name", String.class);
  static final SessionKey<String> THEME = SessionKey.of("theme", String.class);
  static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  static final SessionKey<Cart> CART = SessionKey.of("cart", Cart.class);
  static final SessionKey<List<String>> SEEN = SessionKey.listOf("seen", String.class);

  static final Cart TEA = new Cart(List.of(new Item("tea", 2)));

  private Attributes() {}

  record Cart(List<Item> items) {}

  record Item(String sku, int quantity) {}

  /** A cart as a later release writes it, which the earlier one can still read. */
  record CartWithCoupon(List<Item> items, String coupon) {}

  /** A cart as another release writes it, which is no {@link Cart}. */
  record CountedCart(int items) {}
}
