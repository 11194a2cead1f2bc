// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The form of a stored attribute: {@code =payload}, or {@code ~millis=payload} for one that
 * expires. The first byte leaves room for forms to come, and redis-cli shows the payload as text.
 */
final class AttributeBytes {

  private static final byte PLAIN = '=';
  private static final byte EXPIRING = '~';

  private AttributeBytes() {}

  static byte[] of(byte[] payload, @Nullable Instant deadline) {
    String header = deadline == null ? "=" : "~" + deadline.toEpochMilli() + "=";
    byte[] bytes = Arrays.copyOf(header.getBytes(US_ASCII), header.length() + payload.length);
    System.arraycopy(payload, 0, bytes, header.length(), payload.length);
    return bytes;
  }

  /**
   * Whether an expiring attribute has expired. Bytes of an unknown form have not; and for those that
   * do not expire nobody asks the clock, which may have to be heard first.
   */
  static boolean expired(byte[] bytes, Supplier<Instant> clock) {
    if (bytes.length == 0 || bytes[0] != EXPIRING) {
      return false;
    }
    int end = payloadStart(bytes) - 1;
    return end > 1
        && Long.parseLong(new String(bytes, 1, end - 1, US_ASCII))
            <= clock.get().toEpochMilli();
  }

  /** The payload, or null if the form is unknown. */
  static byte @Nullable [] payload(byte[] bytes) {
    int start = payloadStart(bytes);
    return start < 0 ? null : Arrays.copyOfRange(bytes, start, bytes.length);
  }

  private static int payloadStart(byte[] bytes) {
    if (bytes.length == 0) {
      return -1;
    }
    if (bytes[0] == PLAIN) {
      return 1;
    }
    int i = bytes[0] == EXPIRING ? 1 : bytes.length;
    while (i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9' && i < 18) {
      i++;
    }
    return i > 1 && i < bytes.length && bytes[i] == PLAIN ? i + 1 : -1;
  }
}
