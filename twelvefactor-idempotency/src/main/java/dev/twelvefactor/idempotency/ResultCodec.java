// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * Turns results into bytes and back. What was written by one release is read by the next.
 *
 * <p>The standard one writes JSON with Jackson. Implementations are safe for use by many threads.
 *
 * @param <T> the type of the results
 * @since 0.1.0
 */
public interface ResultCodec<T> {

  /**
   * {@return the name of the format, stored with each result; a result in another format is not
   * misread but answered as not retained} 1 to 16 of the characters {@code A-Z a-z 0-9 . _ -}.
   */
  String id();

  /**
   * Writes a result.
   *
   * @param value the result
   * @return its bytes
   * @throws IOException if it cannot be written; the operation counts as done nevertheless
   */
  byte[] encode(T value) throws IOException;

  /**
   * Reads a result.
   *
   * @param bytes what {@link #encode} wrote, perhaps in another release
   * @return the result, an object that nobody else holds
   * @throws IOException if the bytes are no such result
   */
  T decode(byte[] bytes) throws IOException;

  /**
   * Makes the standard codec: JSON in which unknown properties are ignored and no type names are
   * honoured.
   *
   * @param <T> the type of the results
   * @param type a class that Jackson can write and read, such as a record
   * @return the codec
   */
  static <T> ResultCodec<T> json(Class<T> type) {
    return JsonResultCodec.standard(type);
  }

  /**
   * Makes a JSON codec with a mapper of the caller, for types that need a Jackson module.
   *
   * @param <T> the type of the results
   * @param mapper used as it is; default typing must be off, or stored data could name classes
   * @param type as for {@link #json(Class)}
   * @return the codec
   */
  static <T> ResultCodec<T> json(ObjectMapper mapper, Class<T> type) {
    return new JsonResultCodec<>(mapper, type);
  }
}
