// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

/** What all encoders of one configuration share. Safe for use by many threads. */
final class LineFormat {

  private final LogSettings settings;
  private final boolean redacts;
  private final KeyCatalog keys;
  private final KeyCatalog nestedKeys;
  private final PlainNames names = new PlainNames();
  private final PlainNames messages = new PlainNames();

  private LineFormat(LogSettings settings, boolean redacts) {
    this.settings = settings;
    this.redacts = redacts;
    KeyRule rule = settings.keyRule();
    keys = new KeyCatalog(rule, redacts, settings.schema());
    nestedKeys = new KeyCatalog(rule, redacts, null);
  }

  static LineFormat of(LogSettings settings) {
    return new LineFormat(settings, /* redacts= */ true);
  }

  /** The same without masking, to compare what goes in with what comes out. */
  static LineFormat withoutRedaction(LogSettings settings) {
    return new LineFormat(settings, /* redacts= */ false);
  }

  LogSettings settings() {
    return settings;
  }

  boolean redacts() {
    return redacts;
  }

  /** How the fields of an event are named. */
  KeyCatalog keys() {
    return keys;
  }

  /** How the parts of their values are named. */
  KeyCatalog nestedKeys() {
    return nestedKeys;
  }

  /** The names out of the program that need no second look. */
  PlainNames names() {
    return names;
  }

  /** Short messages without arguments, which mostly come out of the program too. */
  PlainNames messages() {
    return messages;
  }

  TextWriter textWriter(JsonBuffer out) {
    return new TextWriter(out, redacts ? new SecretScanner(settings.keyRule()) : null);
  }
}
