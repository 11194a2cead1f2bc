// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.storage.s3.DirectUploads;
import dev.twelvefactor.storage.s3.Presigner.PresignedRequest;
import dev.twelvefactor.storage.s3.S3ObjectStorage;
import dev.twelvefactor.storage.s3.S3ObjectStorage.Verified;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** The examples of the documentation, which {@link StorageSnippetsTest} runs. */
final class StorageSnippets {

  private StorageSnippets() {}

  static URI saveUpload(ObjectStorage files, String userId, InputStream in, String contentType) {
    // @start region="save-upload"
    ObjectKey key = ObjectKey.random("uploads", userId);
    ObjectInfo stored = files.put(key, Content.of(in).type(contentType));
    URI uri = stored.uri(); // s3://bucket/uploads/ada/…
    // @end
    return uri;
  }

  static void storage(ObjectStorage files, InputStream in, OutputStream out) throws IOException {
    // @start region="storage"
    ObjectKey key = ObjectKey.random("uploads", "ada"); // uploads/ada/q3Xx…
    ObjectInfo stored = files.put(
        key, Content.of(in).type("image/png"), put -> put.ifAbsent().maxBytes(10_000_000));

    try (StoredObject object = files.get(key)) {
      object.transferTo(out); // goes on where a broken connection ended
    }

    List<ObjectInfo.Summary> uploads = files.list("uploads/ada/").toList();
    files.delete(key);
    // @end
    if (!uploads.get(0).etag().equals(stored.etag())) {
      throw new IllegalStateException("listed another object");
    }
  }

  static void read(ObjectStorage files, ObjectKey key, OutputStream out) throws IOException {
    // @start region="read"
    try (StoredObject object = files.get(key)) {
      object.transferTo(out); // goes on where a broken connection ended
    }
    // @end
  }

  static ObjectInfo putOptions(ObjectStorage files, ObjectKey key, InputStream in) {
    // @start region="put-options"
    ObjectInfo stored = files.put(
        key,
        Content.of(in).type("image/png"),
        put -> put.ifAbsent().maxBytes(10_000_000).metadata("owner", "ada"));
    // @end
    return stored;
  }

  static ObjectInfo progress(ObjectStorage files, ObjectKey key, Path file, LongConsumer bar) {
    // @start region="progress"
    ObjectInfo stored =
        files.put(key, Content.of(file), put -> put.progress(sent -> bar.accept(sent)));
    // @end
    return stored;
  }

  static ObjectInfo writer(ObjectStorage files, ObjectKey key, List<String> lines) {
    // @start region="writer"
    ObjectInfo stored;
    try (ObjectWriter out = files.writer(key, "text/csv", UnaryOperator.identity())) {
      for (String line : lines) {
        out.write(line.getBytes(UTF_8));
      }
      stored = out.commit(); // without this, nothing is stored
    }
    // @end
    return stored;
  }

  static String compareAndSet(ObjectStorage files, ObjectKey key) {
    // @start region="compare-and-set"
    ObjectInfo before = files.head(key).orElseThrow();
    try {
      files.put(key, Content.of("new"), put -> put.ifMatch(before.etag()));
      return "done";
    } catch (PreconditionFailedException e) {
      return "somebody was faster";
    }
    // @end
  }

  static ObjectStorage tenant(ObjectStorage files, String tenant) {
    // @start region="scoped"
    ObjectStorage theirs = files.scoped("tenants/" + tenant); // no key leads out of it
    // @end
    return theirs;
  }

  static PresignedRequest presign(S3ObjectStorage files, ObjectKey key) {
    // @start region="presign"
    PresignedRequest link = files.presign().get(key, Duration.ofHours(1), "report.pdf");
    PresignedRequest upload = files
        .presign()
        .put(ObjectKey.random("uploads", "ada"), Duration.ofMinutes(5), "image/png", 70_000);
    // @end
    if (upload.uri().equals(link.uri())) {
      throw new IllegalStateException("signed the same twice");
    }
    return link;
  }

  static DirectUploads.Ticket ticket(S3ObjectStorage files, String user, String type, long size) {
    // @start region="direct-upload-ticket"
    DirectUploads uploads = files.directUploads(limits -> limits.maxBytes(10_000_000));
    DirectUploads.Ticket ticket =
        uploads.ticket(user, ObjectKey.random("uploads", user), type, size);
    // the browser sends ticket.upload() with the bytes, and ticket.token() back when it is done
    // @end
    return ticket;
  }

  static ObjectInfo confirm(S3ObjectStorage files, String user, String token) {
    // @start region="direct-upload-confirm"
    DirectUploads uploads = files.directUploads(limits -> limits.maxBytes(10_000_000));
    ObjectInfo stored = uploads.confirm(token, user); // checked; only now is it an object
    // @end
    return stored;
  }

  static ObjectInfo directUpload(S3ObjectStorage files, String type, long size, String sentBack) {
    // @start region="direct-upload"
    DirectUploads uploads = files.directUploads(); // pictures and PDF, up to 10 MB
    DirectUploads.Ticket ticket =
        uploads.ticket("ada", ObjectKey.random("uploads", "ada"), type, size);
    // the browser sends ticket.upload() with the bytes, and ticket.token() back when it is done
    ObjectInfo stored = uploads.confirm(sentBack, "ada");
    // @end
    if (!ticket.upload().method().equals("PUT")) {
      throw new IllegalStateException("no upload in " + ticket);
    }
    return stored;
  }

  static String upkeep(S3ObjectStorage files) {
    // @start region="upkeep"
    Verified found = files.verify(); // at the start: bucket, credentials, a write and a read
    int ended =
        files.abortStaleUploads("uploads/", Duration.ofDays(1)); // of processes that were killed
    int swept = files.directUploads().sweepStaging(Duration.ofDays(1)); // never confirmed
    // @end
    return found.conditionalWrites() + " " + ended + " " + swept;
  }

  static ObjectStorage inMemory() {
    // @start region="in-memory"
    ObjectStorage files = InMemoryObjectStorage.create();
    // @end
    return files;
  }

  static S3ObjectStorage open(Map<String, String> env) {
    // @start region="open"
    S3ObjectStorage files = S3ObjectStorage.fromEnvironment(env); // S3_BUCKET=uploads
    // @end
    return files;
  }

  static S3ObjectStorage s3() {
    // @start region="s3"
    S3ObjectStorage files = S3ObjectStorage.builder("uploads")
        .endpoint(URI.create("http://minio:9000"))
        .build();
    // @end
    return files;
  }

  static byte[] bytes(ObjectStorage files, ObjectKey key) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    read(files, key, out);
    return out.toByteArray();
  }
}
