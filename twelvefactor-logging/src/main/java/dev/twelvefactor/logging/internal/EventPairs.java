// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * The fields of an event on their way through a foreign backend. Its type alone tells our encoder
 * there that the message is the name of an event.
 */
public final class EventPairs extends ArrayList<KeyValuePair> {

  private static final long serialVersionUID = 1;

  private EventPairs() {}

  /**
   * Makes pairs of fields.
   *
   * @param fields the fields
   * @return the pairs
   */
  public static EventPairs of(Map<String, ? extends @Nullable Object> fields) {
    EventPairs pairs = new EventPairs();
    fields.forEach((key, value) -> pairs.add(new KeyValuePair(key, value)));
    return pairs;
  }
}
