// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectStorageException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** An upload in parts: it begins, and is completed or aborted. */
final class MultipartUpload {

  private static final Logger log = LoggerFactory.getLogger(MultipartUpload.class);

  private final S3Objects s3;
  private final Workers workers;
  private final Draft draft;
  private final Runnable abandon = this::abandon;
  private volatile @Nullable String id;

  MultipartUpload(S3Objects s3, Workers workers, Draft draft) {
    this.s3 = s3;
    this.workers = workers;
    this.draft = draft;
  }

  String id() {
    return String.valueOf(id);
  }

  /** Begins, unless it has begun, with parts that have checksums. */
  void start() {
    start(true);
  }

  /** Of what is copied the server has the checksums, and some refuse to be given the kind. */
  void startOfCopies() {
    start(false);
  }

  private void start(boolean checksums) {
    if (id != null) {
      return;
    }
    CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
        .bucket(s3.bucket())
        .key(draft.key().value())
        .contentType(draft.type())
        .metadata(draft.metadata());
    draft.options().cacheControl().ifPresent(request::cacheControl);
    draft.options().contentDisposition().ifPresent(request::contentDisposition);
    if (checksums) {
      s3.settings().checksums().on(request);
    }
    // A lost answer leaves an upload whose name nobody knows; a lifecycle rule of the bucket ends
    // it.
    id = s3.attempts()
        .run(
            "cannot write " + draft.key(),
            false,
            () -> requireNonNull(
                s3.client().createMultipartUpload(request.build()).uploadId(), "uploadId"));
    workers.track(abandon);
  }

  static CompletedPart completed(int number, UploadPartResponse answer, @Nullable String checksum) {
    CompletedPart.Builder part =
        CompletedPart.builder().partNumber(number).eTag(requireNonNull(answer.eTag(), "eTag"));
    return checksum == null ? part.build() : part.checksumCRC32C(checksum).build();
  }

  ObjectInfo complete(CertainWrite write, List<CompletedPart> parts) {
    CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
        .bucket(s3.bucket())
        .key(draft.key().value())
        .uploadId(id())
        .multipartUpload(upload -> upload.parts(parts));
    draft.options().expectedEtag().ifPresent(request::ifMatch);
    if (draft.options().onlyIfAbsent()) {
      request.ifNoneMatch("*");
    }
    ObjectInfo info = write.run(() -> {
      var answer = s3.client().completeMultipartUpload(request.build());
      return Written.of(answer.eTag(), answer);
    });
    id = null;
    workers.untrack(abandon);
    return info;
  }

  /**
   * Removes the parts, on another thread, since this one may be interrupted; waits for that unless it
   * is.
   */
  void abort(Collection<? extends Future<?>> inFlight) {
    String doomed = id;
    if (doomed == null) {
      return;
    }
    id = null;
    workers.untrack(abandon);
    try {
      Future<?> cleaning = workers.submit(() -> {
        clean(doomed, inFlight);
        return true;
      });
      if (!Thread.currentThread().isInterrupted()) {
        Workers.await(cleaning);
      }
    } catch (ObjectStorageException e) {
      warn(e);
    }
  }

  /** From another thread, when the storage closes and cannot wait any longer. */
  private void abandon() {
    String doomed = id;
    if (doomed != null) {
      clean(doomed, List.of());
    }
  }

  /** A part that arrives after the end would stay. */
  private void clean(String doomed, Collection<? extends Future<?>> inFlight) {
    for (Future<?> part : inFlight) {
      try {
        Workers.await(part);
      } catch (RuntimeException e) {
        log.debug("part of an aborted upload failed", e);
      }
    }
    try {
      s3.attempts()
          .run(
              "cannot abort the upload of " + draft.key(),
              true,
              () -> s3.client()
                  .abortMultipartUpload(
                      b -> b.bucket(s3.bucket()).key(draft.key().value()).uploadId(doomed)));
    } catch (dev.twelvefactor.storage.ObjectNotFoundException e) {
      log.debug("the upload has ended already", e);
    } catch (RuntimeException e) {
      warn(e);
    }
  }

  private void warn(RuntimeException e) {
    log.warn(
        "parts of an upload to {} are left on the server; a bucket rule for such uploads ends them",
        draft.key(),
        e);
  }
}
