// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads options from environment variables; what is malformed is named. */
record Environment(Map<String, String> variables) {

  /** An empty variable counts as not set, as container platforms often pass it so. */
  Optional<String> find(String name) {
    return Optional.of(variables.getOrDefault(name, "")).filter(value -> !value.isBlank());
  }

  String required(String name, String expected) {
    return find(name)
        .orElseThrow(
            () -> new IllegalArgumentException(name + " is not set (expected: " + expected + ")"));
  }

  void text(String name, Consumer<String> option) {
    find(name).ifPresent(value -> named(name, () -> option.accept(value)));
  }

  void uri(String name, Consumer<URI> option) {
    text(name, value -> {
      try {
        option.accept(new URI(value));
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("no address (expected: such as https://host:9000)", e);
      }
    });
  }

  void flag(String name, Consumer<Boolean> option) {
    text(name, value -> {
      if (!value.equals("true") && !value.equals("false")) {
        throw new IllegalArgumentException("\"" + value + "\" (expected: true or false)");
      }
      option.accept(value.equals("true"));
    });
  }

  private static void named(String name, Runnable option) {
    try {
      option.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
