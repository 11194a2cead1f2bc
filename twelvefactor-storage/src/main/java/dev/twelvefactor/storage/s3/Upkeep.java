// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.GetOptions;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage.DeleteReport;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.PutOptions;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.storage.s3.S3ObjectStorage.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** What is done at the start and now and then: a check, and the end of what nobody will ask for. */
final class Upkeep {

  private static final String TEXT = "written to see whether it can be";

  private final S3Objects s3;
  private final Workers workers;

  Upkeep(S3Objects s3, Workers workers) {
    this.s3 = s3;
    this.workers = workers;
  }

  /** Does once, with an object of its own, what the application will do later. */
  Verified verify() {
    long start = System.nanoTime();
    ObjectKey key = ObjectKey.of(DirectUploads.STAGING + "verify-" + ObjectKey.random());
    Duration delta = s3.ask("cannot see the bucket " + s3.bucket(), client -> delta());
    boolean conditional;
    // Closed in this way, it does not take the place of a failure of before.
    try (SdkAutoCloseable cleaning = () -> s3.delete(key)) {
      put(key, PutOptions.none());
      conditional = refusesToReplace(key);
      read(key);
    }
    return new Verified(delta, conditional, Duration.ofNanos(System.nanoTime() - start));
  }

  private Duration delta() {
    Instant before = s3.settings.clock.instant();
    Instant server = s3.headBucket();
    Instant after = s3.settings.clock.instant();
    // The server tells whole seconds.
    return server.isBefore(before.minusSeconds(1)) || server.isAfter(after)
        ? Duration.between(before, server)
        : Duration.ZERO;
  }

  private void put(ObjectKey key, PutOptions options) {
    Content content = Content.of(TEXT);
    Draft draft = Draft.of(key, content.type(), options);
    Upload upload = new Upload(s3, workers, draft, OptionalLong.of(TEXT.length()));
    upload.readFrom(content);
    upload.commit();
  }

  private boolean refusesToReplace(ObjectKey key) {
    try {
      put(key, PutOptions.none().ifAbsent());
      return false;
    } catch (PreconditionFailedException e) {
      return true;
    } catch (ObjectStorageException e) {
      if (e.reason() != Reason.UNSUPPORTED) {
        throw e;
      }
      return false;
    }
  }

  private void read(ObjectKey key) {
    try (StoredObject object = Reads.open(s3, key, GetOptions.none())) {
      if (!object.text(TEXT.length()).equals(TEXT)) {
        throw new ObjectStorageException(
            Reason.INTEGRITY,
            "the server gave back something else than was put; " + key,
            /* maybeApplied= */ false,
            null);
      }
    }
  }

  int sweepStaging(Instant before) {
    List<ObjectKey> old = Listing.stream(s3, DirectUploads.STAGING, Optional.empty())
        .filter(found -> found.modified().isBefore(before))
        // Of an unknown age.
        .filter(found -> found.modified().isAfter(Instant.EPOCH))
        .map(ObjectInfo.Summary::key)
        .toList();
    DeleteReport report = new Deletes(s3).all(old);
    report.orThrow();
    return report.deleted().size();
  }

  /** Servers differ in what a prefix means in a listing of uploads, so it is applied here. */
  int abortUploads(String prefix, Instant before) {
    int aborted = 0;
    String key = null;
    String id = null;
    boolean more = true;
    while (more) {
      ListMultipartUploadsResponse page = page(key, id);
      for (MultipartUpload upload : page.uploads()) {
        boolean old = upload.initiated() != null && upload.initiated().isBefore(before);
        if (old && upload.key().startsWith(prefix) && s3.abort(upload.key(), upload.uploadId())) {
          aborted++;
        }
      }
      more = Boolean.TRUE.equals(page.isTruncated())
          && !(Objects.equals(key, page.nextKeyMarker())
              && Objects.equals(id, page.nextUploadIdMarker()));
      key = page.nextKeyMarker();
      id = page.nextUploadIdMarker();
    }
    return aborted;
  }

  private ListMultipartUploadsResponse page(@Nullable String key, @Nullable String id) {
    ListMultipartUploadsRequest request = ListMultipartUploadsRequest.builder()
        .bucket(s3.bucket())
        .keyMarker(key)
        .uploadIdMarker(id)
        .build();
    return s3.ask(
        "cannot list the uploads in " + s3.bucket(),
        client -> client.listMultipartUploads(request));
  }
}
