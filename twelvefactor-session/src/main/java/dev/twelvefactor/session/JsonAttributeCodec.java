// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.Type;

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
    Object value = mapper.readerFor(javaType(type)).readValue(bytes);
    if (value == null) {
      throw new IOException("JSON null (expected: " + type.getTypeName() + ")");
    }
    return value;
  }

  private JavaType javaType(Type type) {
    return mapper.constructType(type);
  }
}
