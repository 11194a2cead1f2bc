// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Type;

/**
 * Turns attribute values into bytes and back.
 *
 * <p>The standard one writes JSON with Jackson. Implement this to use another format or another
 * version of Jackson. Implementations are safe for use by many threads.
 *
 * @since 0.1.0
 */
public interface AttributeCodec {

  /**
   * {@return the name of the format, stored with each session; an attribute that cannot be read is
   * reported with it} 1 to 16 characters, {@code json} for the standard one.
   */
  String id();

  /**
   * Writes a value.
   *
   * @param value the value, not null
   * @param type the type of its key
   * @return its bytes
   * @throws IOException if the value cannot be written
   */
  byte[] encode(Object value, Type type) throws IOException;

  /**
   * Reads a value.
   *
   * @param bytes what {@link #encode} wrote, perhaps in another release of the service
   * @param type the type of the key
   * @return the value, an object that nobody else holds
   * @throws IOException if the bytes are no value of that type
   */
  Object decode(byte[] bytes, Type type) throws IOException;

  /**
   * {@return the standard codec: JSON in which unknown properties are ignored and no type names are
   * honoured}
   */
  static AttributeCodec json() {
    return JsonAttributeCodec.STANDARD;
  }

  /**
   * Makes a JSON codec with a mapper of the caller, for types that need a Jackson module.
   *
   * @param mapper used as it is; default typing must be off, or stored data could name classes
   * @return a codec that uses the mapper
   */
  static AttributeCodec json(ObjectMapper mapper) {
    return new JsonAttributeCodec(mapper);
  }
}
