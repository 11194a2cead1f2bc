// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.InMemoryObjectStorage;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;

/**
 * In what servers differ where the contract leaves them free or the storage makes up for them, and that
 * the document says so. With the property {@code twelvefactor.test.deviations=write} it writes the
 * columns that it can see.
 */
@WithS3
class DeviationsIT {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/storage-deviations.md");
  private static final List<String> COLUMNS = List.of("in memory", "S3Proxy", "MinIO");
  private static final String NONE = "—";

  private static String outcome(Runnable call) {
    try {
      call.run();
      return "done";
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
      return e.statusCode() + (code == null ? "" : " " + code);
    } catch (ObjectStorageException e) {
      return e.reason().toString();
    }
  }

  private static Map<String, Function<ObjectStorage, String>> ofStorages() {
    Map<String, Function<ObjectStorage, String>> rows = new LinkedHashMap<>();
    rows.put("order of U+1F600 and U+FF5E in a list", DeviationsIT::order);
    rows.put("an object `a` beside one `a/b`", files -> {
      files.put(ObjectKey.of("beside"), Content.of("x"));
      return outcome(() -> files.put(ObjectKey.of("beside/b"), Content.of("x")));
    });
    rows.put(
        "a key of 1024 bytes in segments of 127",
        files -> outcome(() -> files.put(
            ObjectKey.of(String.join("/", java.util.Collections.nCopies(8, "k".repeat(127))) + "k"),
            Content.of("x"))));
    rows.put(
        "head of a key with `..`",
        files -> outcome(() -> files.head(ObjectKey.of("a/../b")).ifPresent(found -> {
          throw new IllegalStateException("there is one");
        })));
    rows.put("entity tag of an upload in parts", files -> {
      String etag =
          files.put(ObjectKey.of("tag"), Content.of(new byte[9 * 1024 * 1024])).etag();
      return etag.contains("-2") ? "of the parts" : "of the bytes";
    });
    return rows;
  }

  private static String order(ObjectStorage files) {
    files.put(ObjectKey.of("order/\uFF5E"), Content.of("x"));
    files.put(ObjectKey.of("order/\uD83D\uDE00"), Content.of("x"));
    String first = files.list("order/").findFirst().orElseThrow().key().value();
    return first.endsWith("\uFF5E") ? "as UTF-8" : "as UTF-16";
  }

  private static Map<String, Function<Bucket, String>> ofServers() {
    String key = "raw";
    Map<String, Function<Bucket, String>> rows = new LinkedHashMap<>();
    rows.put(
        "`If-None-Match: *` on the target of `CopyObject`",
        b -> outcome(() -> {
          b.client().putObject(p -> p.bucket(b.name()).key(key), RequestBody.fromString("x"));
          b.client()
              .copyObject(c -> c.sourceBucket(b.name())
                  .sourceKey(key)
                  .destinationBucket(b.name())
                  .destinationKey(key)
                  .metadataDirective("REPLACE")
                  .ifNoneMatch("*"));
        }));
    rows.put(
        "`If-Match` on a put where nothing is",
        b -> outcome(() -> b.client()
            .putObject(
                p -> p.bucket(b.name()).key("nothing").ifMatch("\"0\""),
                RequestBody.fromString("x"))));
    rows.put("a prefix in a list of uploads", DeviationsIT::prefix);
    rows.put(
        "a part of an upload that is not there",
        b -> outcome(() -> b.client()
            .uploadPart(
                p -> p.bucket(b.name()).key(key).uploadId("3cf18b68-0000").partNumber(1),
                RequestBody.fromString("x"))));
    rows.put("the checksum of a put is given back", b -> {
      b.client()
          .putObject(
              p -> p.bucket(b.name()).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
              RequestBody.fromString("x"));
      String crc = b.client()
          .headObject(h -> h.bucket(b.name()).key(key).checksumMode(ChecksumMode.ENABLED))
          .checksumCRC32C();
      return crc == null ? "no" : "yes";
    });
    rows.put(
        "tags",
        b -> outcome(() -> b.client()
            .putObject(
                p -> p.bucket(b.name()).key(key).tagging("a=b"), RequestBody.fromString("x"))));
    rows.put("a copied part in an upload that names CRC32C", DeviationsIT::copiedPart);
    return rows;
  }

  private static String prefix(Bucket b) {
    String id = b.client()
        .createMultipartUpload(c -> c.bucket(b.name()).key("below/upload"))
        .uploadId();
    int seen = b.client()
        .listMultipartUploads(l -> l.bucket(b.name()).prefix("below/"))
        .uploads()
        .size();
    b.client().abortMultipartUpload(a -> a.bucket(b.name()).key("below/upload").uploadId(id));
    return seen == 1 ? "heeded" : "finds nothing";
  }

  private static String copiedPart(Bucket b) {
    b.client().putObject(p -> p.bucket(b.name()).key("from"), RequestBody.fromString("x"));
    String id = b.client()
        .createMultipartUpload(
            c -> c.bucket(b.name()).key("to").checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
        .uploadId();
    try {
      return outcome(() -> b.client()
          .uploadPartCopy(c -> c.sourceBucket(b.name())
              .sourceKey("from")
              .destinationBucket(b.name())
              .destinationKey("to")
              .uploadId(id)
              .partNumber(1)));
    } finally {
      b.client().abortMultipartUpload(a -> a.bucket(b.name()).key("to").uploadId(id));
    }
  }

  private static Map<String, String> see(ObjectStorage files) {
    Map<String, String> seen = new LinkedHashMap<>();
    ofStorages().forEach((row, probe) -> seen.put(row, probe.apply(files)));
    return seen;
  }

  private static Map<String, String> see(Bucket bucket) {
    Map<String, String> seen;
    try (S3ObjectStorage files = bucket.storage().build()) {
      seen = see(files);
    }
    ofServers().forEach((row, probe) -> seen.put(row, probe.apply(bucket)));
    return seen;
  }

  /** The cells of the document, by row and column. */
  private static Map<String, Map<String, String>> read() throws IOException {
    Map<String, Map<String, String>> table = new LinkedHashMap<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      List<String> cells =
          Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      if (cells.size() == COLUMNS.size() + 3) {
        Map<String, String> row = new LinkedHashMap<>();
        COLUMNS.forEach(column -> row.put(column, cells.get(COLUMNS.indexOf(column) + 2)));
        table.put(cells.get(1), row);
      }
    }
    return table;
  }

  private static void write(Map<String, Map<String, String>> seen) throws IOException {
    Map<String, Map<String, String>> table = read();
    List<String> lines = new ArrayList<>(Files.readAllLines(DOCUMENT).stream()
        .takeWhile(line -> !line.startsWith("| ---"))
        .toList());
    lines.add("| --- | --- | --- | --- |");
    for (String row : seen.values().stream()
        .flatMap(column -> column.keySet().stream())
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new))) {
      Map<String, String> before = table.getOrDefault(row, Map.of());
      lines.add(COLUMNS.stream()
          .map(column -> seen.containsKey(column)
              ? seen.getOrDefault(column, Map.of()).getOrDefault(row, NONE)
              : before.getOrDefault(column, NONE))
          .collect(Collectors.joining(" | ", "| " + row + " | ", " |")));
    }
    Files.write(DOCUMENT, lines);
  }

  @Test
  void document_whatThisRunCanSee_isInIt(S3Server server) throws IOException {
    Map<String, Map<String, String>> seen = new LinkedHashMap<>();
    try (Bucket bucket = new Bucket(server);
        ObjectStorage memory = InMemoryObjectStorage.create()) {
      String name =
          server.version().toLowerCase(Locale.ROOT).contains("minio") ? "MinIO" : "S3Proxy";
      seen.put(name, see(bucket));
      seen.put("in memory", see(memory));
    }
    if (System.getProperty("twelvefactor.test.deviations", "").equals("write")) {
      write(seen);
    }

    Map<String, Map<String, String>> table = read();
    seen.forEach((column, cells) -> cells.forEach((row, cell) ->
        assertThat(table.getOrDefault(row, Map.of())).as("%s", row).containsEntry(column, cell)));
  }
}
