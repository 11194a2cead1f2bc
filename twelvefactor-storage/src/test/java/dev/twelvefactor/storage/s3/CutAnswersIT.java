// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.answer;
import static dev.twelvefactor.storage.s3.ScriptedProxy.cutBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.ObjectWriter;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that end in the middle of their bodies, for which clients throw all sorts of things. */
@WithS3
class CutAnswersIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final ObjectKey OTHER = ObjectKey.of("folder/other");
  private static final byte[] LARGE = new byte[17 * 1024 * 1024];
  private static final String COPY = "^PUT(?s).*x-amz-copy-source:";

  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage direct;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    direct = bucket.storage().build();
    files = bucket.storage(proxy.endpoint()).build();
    direct.put(OTHER, Content.of("other"));
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    direct.close();
    proxy.close();
    bucket.close();
  }

  private record Row(
      String call,
      String request,
      Reason reason,
      boolean maybeApplied,
      Consumer<S3ObjectStorage> code) {

    @Override
    public String toString() {
      return call;
    }
  }

  private static Row row(
      String call,
      String request,
      Reason reason,
      boolean maybeApplied,
      Consumer<S3ObjectStorage> code) {
    return new Row(call, request, reason, maybeApplied, code);
  }

  private static void commit(S3ObjectStorage files) {
    try (ObjectWriter writer = files.writer(KEY, "text/plain", put -> put)) {
      writer.write(LARGE);
      writer.commit();
    }
  }

  private static void deleteMany(S3ObjectStorage files) {
    files.delete(List.of(KEY, OTHER)).orThrow();
  }

  static Stream<Row> calls() {
    Content large = Content.of(LARGE);
    Reason gone = Reason.UNAVAILABLE;
    Reason unknown = Reason.UNKNOWN_OUTCOME;
    return Stream.of(
        row("put", "^PUT", unknown, true, f -> f.put(KEY, Content.of("x"))),
        row("put if", "^PUT", unknown, true, f -> f.put(KEY, Content.of("x"), p -> p.ifAbsent())),
        row("put: create", "^POST.*uploads", gone, false, f -> f.put(KEY, large)),
        row("put: part", "^PUT.*partNumber=2", gone, false, f -> f.put(KEY, large)),
        row("put: complete", "^POST.*uploadId", unknown, true, f -> f.put(KEY, large)),
        row("commit", "^POST.*uploadId", unknown, true, CutAnswersIT::commit),
        row("get", "^GET", gone, false, f -> f.get(OTHER)),
        row("get range", "^GET", gone, false, f -> f.get(OTHER, get -> get.from(1))),
        row("list", "^GET.*list-type", gone, false, f -> f.list("").forEach(found -> {})),
        row("delete", "^DELETE", gone, true, f -> f.delete(OTHER)),
        row("delete many", "^POST.*delete", gone, true, CutAnswersIT::deleteMany),
        row("copy", COPY, unknown, true, f -> f.copy(OTHER, KEY)),
        row("copy if: part", COPY, gone, false, f -> f.copy(OTHER, KEY, p -> p.ifAbsent())),
        row(
            "copy if: complete",
            "^POST.*uploadId",
            unknown,
            true,
            f -> f.copy(OTHER, KEY, p -> p.ifAbsent())));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void call_everyErrorIsCut_isATypedFailure(Row row) {
    for (int status : List.of(500, 503)) {
      proxy.clear();
      proxy.on(row.request(), answer(cutBody(status)));

      assertThatThrownBy(() -> row.code().accept(files))
          .isInstanceOfSatisfying(ObjectStorageException.class, e -> {
            assertThat(e.reason()).isEqualTo(row.reason());
            assertThat(e.maybeApplied()).isEqualTo(row.maybeApplied());
            assertThat(e).hasMessageNotContaining("null");
          });
    }
    proxy.clear();
    assertThat(direct.head(KEY)).isEmpty();
    Awaitility.await().untilAsserted(() -> assertThat(bucket.uploads()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("calls")
  void call_oneErrorIsCut_isTriedAgain(Row row) {
    proxy.on(row.request(), 1, answer(cutBody(500)));

    row.code().accept(files);

    assertThat(proxy.count(row.request())).isGreaterThan(1);
  }

  @Test
  void head_answerCutInItsHeaders_isUnavailable() {
    proxy.on("^HEAD", answer("HTTP/1.1 200 OK\r\nContent-"));

    assertThatThrownBy(() -> files.head(OTHER))
        .isInstanceOfSatisfying(
            ObjectStorageException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  /** The client takes what came for the whole head, so the object looks shorter than it is. */
  @Test
  void get_answerCutInItsLength_isNoShorterObject() throws Exception {
    String etag = direct.put(KEY, Content.of("0123456789")).etag();
    String cut = "HTTP/1.1 200 OK\r\nETag: " + etag + "\r\nContent-Length: 1";
    proxy.on("^GET", 1, answer(cut));

    try (StoredObject object = files.get(KEY)) {
      assertThatThrownBy(() -> object.bytes(20))
          .isInstanceOfSatisfying(
              ObjectStorageException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
          .hasMessageContaining("cut in its head");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"abc",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
        "HTTP/1.1 200 OK\r\nETag: \"abc\"\r\n",
        "HTTP/1.1 206 Partial Content\r\nETag: \"abc\"\r\nContent-Length: 5\r\n",
        "HTTP/1.1 206 Partial Content\r\nETag: \"abc\"\r\nContent-Length: 5\r\nContent-Range: bytes 0-4/",
        "HTTP/1.1 206 Partial Content\r\nETag: \"abc\"\r\nContent-Range: bytes 0-4/5\r\nContent-Length: 1"
      })
  void get_answerCutInItsHead_isAskedForAgain(String cut) {
    proxy.on("^GET", 1, answer(cut));
    if (!cut.contains("206")) {
      proxy.on("^HEAD", 1, answer(cut));
      assertThat(files.head(OTHER).orElseThrow().size()).isEqualTo(5);
    }

    try (StoredObject object = files.get(OTHER)) {
      assertThat(object.text(10)).isEqualTo("other");
    }
    assertThat(proxy.count("^GET")).isEqualTo(2);
  }

  @Test
  void put_abortIsCut_throwsWhatWentWrongBefore() {
    proxy.on("^PUT.*partNumber=2", answer(cutBody(500)));
    proxy.on("^DELETE.*uploadId", answer(cutBody(500)));

    assertThatThrownBy(() -> files.put(KEY, Content.of(LARGE)))
        .isInstanceOfSatisfying(
            ObjectStorageException.class,
            e -> assertThat(e).hasMessageContaining("cannot write part 2"));
    assertThat(bucket.uploads()).hasSize(1);
  }

  @Test
  void put_completeSucceedsAndItsAnswerIsCut_isASuccess() {
    proxy.on("^POST.*uploadId", 1, ScriptedProxy.answerAfter(cutBody(200)));

    assertThat(files.put(KEY, Content.of(LARGE)).size()).isEqualTo(LARGE.length);

    assertThat(direct.head(KEY).orElseThrow().size()).isEqualTo(LARGE.length);
  }
}
