// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.answer;
import static dev.twelvefactor.storage.s3.ScriptedProxy.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What a copy keeps of an object that others wrote. */
@WithS3
class CopyHeadersIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final ObjectKey COPY = ObjectKey.of("folder/copy");
  private static final String TAGS =
      "<Tagging><TagSet><Tag><Key>team</Key><Value>blue</Value></Tag></TagSet></Tagging>";
  private static final String EXPIRES = "Thu, 01 Jan 2037 00:00:00 GMT";

  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    files = bucket.storage(proxy.endpoint()).build();
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    proxy.close();
    bucket.close();
  }

  private void write(String text, Map<String, String> metadata) {
    bucket
        .client()
        .putObject(
            b -> b.bucket(bucket.name())
                .key(KEY.value())
                .contentType("a/b")
                .contentEncoding("gzip")
                .contentLanguage("de")
                .cacheControl("no-store")
                .contentDisposition("attachment")
                .expires(Instant.parse("2037-01-01T00:00:00Z"))
                .metadata(metadata),
            RequestBody.fromString(text));
  }

  private static Stream<Arguments> copies() {
    return Stream.of(
        Arguments.of("plain", false), Arguments.of("", false),
        Arguments.of("in parts", true), Arguments.of("", true));
  }

  private ObjectInfo copy(boolean conditional) {
    return files.copy(KEY, COPY, put -> conditional ? put.ifAbsent() : put);
  }

  @ParameterizedTest
  @MethodSource("copies")
  void copy_headersThatNoOptionSets_comeAlong(String text, boolean conditional) {
    write(text, Map.of("m", "v"));

    copy(conditional);

    HeadObjectResponse copy =
        bucket.client().headObject(b -> b.bucket(bucket.name()).key(COPY.value()));
    assertThat(copy.contentType()).isEqualTo("a/b");
    assertThat(copy.contentEncoding()).isEqualTo("gzip");
    assertThat(copy.contentLanguage()).isEqualTo("de");
    assertThat(copy.cacheControl()).isEqualTo("no-store");
    assertThat(copy.contentDisposition()).isEqualTo("attachment");
    assertThat(copy.metadata()).containsEntry("m", "v");
    assertThat(proxy.count("^(PUT|POST)(?s).*Expires: " + EXPIRES)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("copies")
  void copy_metadataThatNoOptionTakes_comesAlong(String text, boolean conditional) {
    Map<String, String> foreign = Map.of("empty", "", "_x", "1", "long", "x".repeat(1950));
    write(text, foreign);

    assertThat(copy(conditional).metadata()).isEqualTo(foreign);

    // Without a nonce, for which there is no room.
    assertThat(bucket
            .client()
            .headObject(b -> b.bucket(bucket.name()).key(COPY.value()))
            .metadata())
        .isEqualTo(foreign);
  }

  @Test
  void copy_optionsThatAreGiven_replaceWhatTheSourceHas() {
    write("text", Map.of("m", "v", "n", "v"));

    files.copy(KEY, COPY, put -> put.metadata("m", "w").cacheControl("max-age=1"));

    HeadObjectResponse copy =
        bucket.client().headObject(b -> b.bucket(bucket.name()).key(COPY.value()));
    assertThat(copy.cacheControl()).isEqualTo("max-age=1");
    assertThat(copy.metadata()).containsEntry("m", "w").containsEntry("n", "v");
    assertThat(copy.contentEncoding()).isEqualTo("gzip");
  }

  /** The embedded server knows no tags. */
  @Test
  void copy_inPartsOfAnObjectWithTags_takesThemAlong() {
    write("text", Map.of());
    proxy.on("^HEAD.*object ", 1, answer(ok("ETag: \"1\"\r\nx-amz-tagging-count: 1\r\n", "text")));
    proxy.on("^GET.*tagging", answer(ok("Content-Type: application/xml\r\n", TAGS)));
    proxy.on("^POST.*uploads", answer(ScriptedProxy.error(403, "AccessDenied")));

    assertThat(catchThrowable(() -> copy(true))).hasMessageContaining("AccessDenied");

    assertThat(proxy.count("^POST(?s).*x-amz-tagging: team=blue")).isEqualTo(1);
  }
}
