// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonAttributeCodecTest {

  private final AttributeCodec codec = AttributeCodec.json();

  record Visit(String page, int visitCount) {}

  @Test
  void encode_record_isPlainJson() throws Exception {
    byte[] bytes = codec.encode(new Visit("/tea", 3), Visit.class);

    assertThat(bytes).asString(UTF_8).isEqualTo("{\"page\":\"/tea\",\"visitCount\":3}");
    assertThat(codec.decode(bytes, Visit.class)).isEqualTo(new Visit("/tea", 3));
    assertThat(codec.id()).isEqualTo("json");
  }

  @Test
  void decode_list_hasElementsOfItsType() throws Exception {
    byte[] bytes = json("[{\"page\":\"/\",\"visitCount\":1}]");

    Object visits = codec.decode(bytes, SessionKey.listOf("visits", Visit.class).type());

    assertThat(visits).isEqualTo(List.of(new Visit("/", 1)));
  }

  @Test
  void decode_map_hasValuesOfItsType() throws Exception {
    Object visits = codec.decode(
        json("{\"ada\":{\"page\":\"/\",\"visitCount\":1}}"),
        SessionKey.mapOf("visits", Visit.class).type());

    assertThat(visits).isEqualTo(Map.of("ada", new Visit("/", 1)));
  }

  @Test
  void decode_unknownProperty_isIgnored() throws Exception {
    assertThat(codec.decode(json("{\"page\":\"/\",\"visitCount\":1,\"new\":[1]}"), Visit.class))
        .isEqualTo(new Visit("/", 1));
  }

  /** Type names in the data would let whoever writes to the store choose the classes. */
  @Test
  void decode_typeNameInTheData_isDataLikeAnyOther() throws Exception {
    String hostile = "[\"java.util.concurrent.atomic.AtomicLong\",{\"@class\":\"java.util.Date\"}]";

    Object value = codec.decode(json(hostile), Object.class);

    assertThat(value).isInstanceOf(List.class).asString().contains("AtomicLong", "java.util.Date");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "nul", "{", "[]", "\"text\"", "{\"visitCount\":\"many\"}"})
  void decode_noValueOfTheType_isAnIoException(String text) {
    assertThatThrownBy(() -> codec.decode(json(text), Visit.class)).isInstanceOf(IOException.class);
  }

  @Test
  void decode_null_saysWhatWasExpected() {
    assertThatThrownBy(() -> codec.decode(json("null"), String.class))
        .hasMessage("JSON null (expected: java.lang.String)");
  }

  /** The message of an exception comes into logs. */
  @Test
  void decode_noValueOfTheType_doesNotRepeatTheValue() {
    assertThatThrownBy(() -> codec.decode(json("{\"visitCount\":\"s3cret\"}"), Visit.class))
        .satisfies(e -> assertThat(e).hasStackTraceContaining("line 1, column"))
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cret"));
    assertThatThrownBy(() -> codec.decode(json("s3cret"), Visit.class))
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cret"));
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void encode_valueOfAnotherType_isAnIoException() {
    assertThatThrownBy(() -> codec.encode(3, Visit.class)).isInstanceOf(IOException.class);
  }

  @Test
  void json_mapperOfTheCaller_isUsedAsItIs() throws Exception {
    AttributeCodec own = AttributeCodec.json(JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build());

    assertThat(own.encode(new Visit("/", 1), Visit.class))
        .asString(UTF_8)
        .isEqualTo("{\"page\":\"/\",\"visit_count\":1}");
    assertThatThrownBy(() -> own.decode(json("{\"other\":1}"), Visit.class))
        .isInstanceOf(IOException.class);
  }

  private static byte[] json(String text) {
    return text.getBytes(UTF_8);
  }
}
