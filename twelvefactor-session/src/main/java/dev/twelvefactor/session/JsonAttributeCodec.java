// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** JSON by Jackson. */
record JsonAttributeCodec(ObjectMapper mapper) implements AttributeCodec {

  static final JsonAttributeCodec STANDARD = new JsonAttributeCodec(JsonMapper.builder()
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .build());

  @Override
  public String id() {
    return "json";
  }

  @Override
  public byte[] encode(Object value, Type type) throws IOException {
    return mapper.writerFor(javaType(type)).writeValueAsBytes(value);
  }

  @Override
  public Object decode(byte[] bytes, Type type) throws IOException {
    Object value = read(bytes, type);
    if (value == null) {
      throw new IOException("JSON null (expected: " + type.getTypeName() + ")");
    }
    return value;
  }

  private @Nullable Object read(byte[] bytes, Type type) throws IOException {
    try {
      return mapper.readerFor(javaType(type)).readValue(bytes);
    } catch (JsonProcessingException e) {
      throw new IOException(description(e));
    }
  }

  /** Jackson's own message repeats what could not be read, and attributes are not for the log. */
  private static String description(JsonProcessingException e) {
    String problem = e.getClass().getSimpleName();
    JsonLocation at = e.getLocation();
    return at == null
        ? problem
        : problem + " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private JavaType javaType(Type type) {
    return mapper.constructType(type);
  }
}
