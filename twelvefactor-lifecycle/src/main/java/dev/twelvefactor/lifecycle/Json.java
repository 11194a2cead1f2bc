// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.List;

/** Writes small JSON objects. */
final class Json {

  private final StringBuilder out = new StringBuilder("{");

  Json text(String name, String value) {
    return raw(name, quoted(value));
  }

  Json number(String name, long value) {
    return raw(name, Long.toString(value));
  }

  Json texts(String name, List<String> values) {
    return raw(name, array(values.stream().map(Json::quoted).toList()));
  }

  Json raws(String name, List<String> values) {
    return raw(name, array(values));
  }

  Json raw(String name, String json) {
    out.append(out.length() == 1 ? "" : ",").append(quoted(name)).append(':').append(json);
    return this;
  }

  String end() {
    return out + "}";
  }

  private static String array(List<String> values) {
    return "[" + String.join(",", values) + "]";
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
