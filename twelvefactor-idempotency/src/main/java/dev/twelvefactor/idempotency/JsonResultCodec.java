// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON by Jackson. */
final class JsonResultCodec<T> implements ResultCodec<T> {

  private static final ObjectMapper STANDARD = JsonMapper.builder()
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .build();

  private final ObjectWriter writer;
  private final ObjectReader reader;

  JsonResultCodec(ObjectMapper mapper, Class<T> type) {
    this.writer = mapper.writerFor(type);
    this.reader = mapper.readerFor(type);
  }

  static <T> ResultCodec<T> standard(Class<T> type) {
    return new JsonResultCodec<>(STANDARD, type);
  }

  @Override
  public String id() {
    return "json";
  }

  @Override
  public byte[] encode(T value) throws IOException {
    return writer.writeValueAsBytes(value);
  }

  @Override
  public T decode(byte[] bytes) throws IOException {
    T value = reader.readValue(bytes);
    if (value == null) {
      throw new IOException("JSON null is no result");
    }
    return value;
  }
}
