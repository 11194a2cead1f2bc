// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.s3.DirectUploads;
import dev.twelvefactor.storage.s3.S3ObjectStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageSnippetsTest {

  private static final ObjectKey KEY = ObjectKey.of("report");

  private final ObjectStorage files = StorageSnippets.inMemory();

  private static ByteArrayInputStream text() {
    return new ByteArrayInputStream("text".getBytes(UTF_8));
  }

  @Test
  void saveUpload_answersTheAddress() {
    URI uri = StorageSnippets.saveUpload(files, "ada", text(), "image/png");

    assertThat(uri.getPath()).matches("/uploads/ada/[A-Za-z0-9_-]{22}");
    assertThat(files.list("uploads/ada/")).hasSize(1);
  }

  @Test
  void storage_endsWithNothingStored() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    StorageSnippets.storage(files, text(), out);

    assertThat(out).hasToString("text");
    assertThat(files.list("")).isEmpty();
  }

  @Test
  void progress_ofAFile_isShown(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "1234");
    AtomicLong bar = new AtomicLong();

    StorageSnippets.progress(files, KEY, file, bar::set);

    assertThat(bar).hasValue(4);
  }

  @Test
  void putOptions_areKept() throws IOException {
    assertThat(StorageSnippets.putOptions(files, KEY, text()).metadata())
        .containsEntry("owner", "ada");

    assertThat(StorageSnippets.bytes(files, KEY)).asString().isEqualTo("text");
  }

  @Test
  void writer_storesTheLines() throws IOException {
    StorageSnippets.writer(files, KEY, List.of("a\n", "b\n"));

    assertThat(StorageSnippets.bytes(files, KEY)).asString().isEqualTo("a\nb\n");
  }

  @Test
  void compareAndSet_nobodyWasFaster_isDone() {
    files.put(KEY, Content.of("old"));

    assertThat(StorageSnippets.compareAndSet(files, KEY)).isEqualTo("done");
  }

  @Test
  void scoped_putsBelowThePrefix() {
    StorageSnippets.tenant(files, "42").put(KEY, Content.of("x"));

    assertThat(files.head(ObjectKey.of("tenants/42/report"))).isPresent();
  }

  @Test
  void presign_takesNoServer() {
    Map<String, String> env = Map.of(
        "S3_BUCKET", "uploads", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret");
    try (S3ObjectStorage storage = StorageSnippets.open(env)) {
      assertThat(StorageSnippets.presign(storage, KEY).uri().getHost())
          .isEqualTo("uploads.s3.amazonaws.com");
    }
  }

  @Test
  void ticket_takesNoServer() {
    Map<String, String> env = Map.of(
        "S3_BUCKET", "uploads",
        "S3_TICKET_KEYS", "0123456789abcdef0123456789abcdef",
        "AWS_ACCESS_KEY_ID", "id",
        "AWS_SECRET_ACCESS_KEY", "secret");
    try (S3ObjectStorage storage = StorageSnippets.open(env)) {
      DirectUploads.Ticket ticket = StorageSnippets.ticket(storage, "ada", "image/png", 70_000);

      assertThat(ticket.upload().uri().getPath()).startsWith("/tf-staging/");
      assertThat(ticket.upload().method()).isEqualTo("PUT");
    }
  }

  @Test
  void s3_isOpenedWithoutAServer() {
    try (S3ObjectStorage storage = StorageSnippets.s3();
        S3ObjectStorage fromEnvironment = StorageSnippets.open(Map.of("S3_BUCKET", "uploads"))) {
      assertThat(storage).hasToString("S3ObjectStorage[uploads at http://minio:9000]");
      assertThat(fromEnvironment).hasToString("S3ObjectStorage[uploads at AWS]");
    }
  }

  @Test
  void fromEnvironment_badVariables_areNamed() {
    assertBad(Map.of(), "S3_BUCKET is not set");
    assertBad(Map.of("S3_BUCKET", "A_B"), "S3_BUCKET: bucket \"A_B\" (expected: 3 to 63");
    assertBad(Map.of("S3_BUCKET", "abc", "S3_REGION", "?"), "S3_REGION: region \"?\"");
    assertBad(
        Map.of("S3_BUCKET", "abc", "S3_ENDPOINT", "minio:9000"),
        "S3_ENDPOINT: endpoint \"minio:9000\" (expected: an address");
    assertBad(
        Map.of("S3_BUCKET", "abc", "S3_ENDPOINT", "http://my host"),
        "S3_ENDPOINT: no address \"http://my host\" (exp");
    assertBad(Map.of("S3_BUCKET", "abc", "S3_ENDPOINT", "http://x y:a:b@c"), "no address (exp");
    assertBad(
        Map.of("S3_BUCKET", "abc", "S3_ENDPOINT", "http://a:b@c"), "without a path or a user");
    assertBad(Map.of("S3_BUCKET", "abc", "S3_PATH_STYLE", "yes"), "S3_PATH_STYLE: \"yes\"");
    assertBad(Map.of("S3_BUCKET", "abc", "S3_CHECKSUMS", "sha"), "S3_CHECKSUMS: checksums \"sha\"");
    assertBad(
        Map.of("S3_BUCKET", "abc", "S3_TICKET_KEYS", "x".repeat(32) + ",short, " + "y".repeat(40)),
        "S3_TICKET_KEYS: ticketKeys: number 2 of 3 has too few (expected: at least 32");
    assertBad(
        Map.of("S3_BUCKET", "abc", "S3_TICKET_KEYS", ("x".repeat(32) + ",").repeat(11)),
        "S3_TICKET_KEYS: ticketKeys: 12 (expected: 1 to 10 secrets)");
    assertBad(
        Map.of("S3_BUCKET", "abc", "AWS_ACCESS_KEY_ID", "id"), "AWS_SECRET_ACCESS_KEY is not set");
  }

  private static void assertBad(Map<String, String> env, String message) {
    assertThatThrownBy(() -> StorageSnippets.open(env))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("a:b@c")
        .hasMessageNotContaining("short,")
        .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain("a:b@c"));
  }
}
