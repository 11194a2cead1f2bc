// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How the sessions of one store turn attribute values into stored bytes and back. */
record AttributeFormat(
    AttributeCodec codec,
    int maxAttributeBytes,
    int maxSessionBytes,
    int maxAttributes,
    Supplier<Instant> clock) {

  <T> byte[] write(SessionKey<T> key, T value) {
    byte[] payload = encode(key, value);
    if (payload.length > maxAttributeBytes) {
      throw new SessionTooLargeException(
          "attribute \"%s\" has %d bytes (expected: <= %d; see maxAttributeBytes)"
              .formatted(key.name(), payload.length, maxAttributeBytes));
    }
    return AttributeBytes.of(
        payload, key.timeToLive().map(life -> clock.get().plus(life)).orElse(null));
  }

  private byte[] encode(SessionKey<?> key, Object value) {
    try {
      return codec.encode(value, key.type());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "attribute \"%s\" cannot be written as %s by the codec \"%s\""
              .formatted(key.name(), key.type().getTypeName(), codec.id()),
          e);
    }
  }

  /** The value of stored bytes; empty if it has expired. */
  <T> Optional<T> read(SessionKey<T> key, byte[] bytes, String writtenBy) {
    if (AttributeBytes.expired(bytes, clock)) {
      return Optional.empty();
    }
    try {
      return Optional.of(decode(key, bytes));
    } catch (IOException | ClassCastException e) {
      if (key.isEmptyIfUnreadable()) {
        return Optional.empty();
      }
      throw new UnreadableAttributeException(
          ("attribute \"%s\", written by the codec \"%s\", cannot be read as %s by the codec \"%s\";"
                  + " overwrite it, or use emptyIfUnreadable() on its key")
              .formatted(key.name(), writtenBy, key.type().getTypeName(), codec.id()),
          e);
    }
  }

  @SuppressWarnings("unchecked") // A codec answers a value of the type it is given, or throws.
  private <T> T decode(SessionKey<T> key, byte[] bytes) throws IOException {
    byte[] payload = AttributeBytes.payload(bytes);
    if (payload == null) {
      throw new IOException("unknown attribute form; a newer release may have written it");
    }
    return (T) codec.decode(payload, key.type());
  }

  /** Checks what a session would hold. */
  void checkLimits(Map<String, byte[]> attributes) {
    if (attributes.size() > maxAttributes) {
      throw new SessionTooLargeException(
          "session would have %d attributes (expected: <= %d; see maxAttributes)"
              .formatted(attributes.size(), maxAttributes));
    }
    long bytes = 0;
    for (byte[] attribute : attributes.values()) {
      bytes += attribute.length;
    }
    if (bytes > maxSessionBytes) {
      throw new SessionTooLargeException(
          "session would have %d bytes of attributes (expected: <= %d; see maxSessionBytes)"
              .formatted(bytes, maxSessionBytes));
    }
  }
}
