// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectStorageException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/** An upload in parts: it begins, and is completed or aborted. */
final class MultipartUpload {

  private static final Logger log = LoggerFactory.getLogger(MultipartUpload.class);

  private final S3Objects s3;
  private final Workers workers;
  private final Draft draft;
  private final Callable<Boolean> abandon = this::abandon;
  private @Nullable ChecksumType checksum;
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
    if (id == null) {
      if (s3.settings.checksums == Checksums.CRC32C) {
        // Of all bytes, so that readers can verify it; else it were one of the checksums of parts.
        checksum = ChecksumType.FULL_OBJECT;
      }
      begin();
    }
  }

  /** Begins; copies do so without checksums, which the server has, and some refuse to be told. */
  void begin() {
    CreateMultipartUploadRequest request = CreateMultipartUploadRequest.builder()
        .bucket(s3.bucket())
        .key(draft.key.value())
        .contentType(draft.type)
        .metadata(draft.metadata())
        .cacheControl(draft.cacheControl())
        .contentDisposition(draft.contentDisposition())
        .tagging(draft.tagging())
        .serverSideEncryption(draft.encryption())
        .ssekmsKeyId(draft.kmsKey())
        .checksumAlgorithm(checksum == null ? null : ChecksumAlgorithm.CRC32_C)
        .checksumType(checksum)
        .overrideConfiguration(draft.inherited())
        .build();
    // A lost answer leaves an upload whose name nobody knows; a lifecycle rule of the bucket ends
    // it.
    id = s3.ask(
        "cannot write " + draft.key,
        client -> requireNonNull(client.createMultipartUpload(request).uploadId(), "uploadId"));
    workers.track(abandon);
  }

  static CompletedPart completed(int number, @Nullable String etag, @Nullable String crc32c) {
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(requireNonNull(etag, "eTag"))
        .checksumCRC32C(crc32c)
        .build();
  }

  ObjectInfo complete(CertainWrite write, List<CompletedPart> parts) {
    CompleteMultipartUploadRequest request = CompleteMultipartUploadRequest.builder()
        .bucket(s3.bucket())
        .key(draft.key.value())
        .uploadId(id())
        .checksumType(checksum)
        .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
        .ifMatch(draft.ifMatch())
        .ifNoneMatch(draft.ifNoneMatch())
        .build();
    ObjectInfo info = write.run(() -> {
      var answer = s3.client().completeMultipartUpload(request);
      return write.written(answer.eTag(), answer);
    });
    id = null;
    workers.untrack(abandon);
    return info;
  }

  /**
   * Removes the parts, on another thread, since this one may be interrupted; waits for that unless it
   * is.
   *
   * @param ended run when none of the parts is in flight any more
   */
  void abort(Collection<? extends Future<?>> inFlight, Runnable ended) {
    String doomed = id;
    if (doomed == null) {
      return;
    }
    id = null;
    workers.untrack(abandon);
    try {
      Future<?> cleaning = workers.submit(() -> {
        awaitEnd(inFlight);
        ended.run();
        return clean(doomed);
      });
      if (!Thread.currentThread().isInterrupted()) {
        Workers.await(cleaning);
      }
    } catch (ObjectStorageException e) {
      warn(e);
    }
  }

  /** A part that arrives after the end would stay. */
  private static void awaitEnd(Collection<? extends Future<?>> inFlight) {
    for (Future<?> part : inFlight) {
      try {
        Workers.await(part);
      } catch (RuntimeException e) {
        log.debug("part of an aborted upload failed", e);
      }
    }
  }

  /** When the storage closes and cannot wait any longer. */
  private boolean abandon() {
    String doomed = id;
    return doomed != null && clean(doomed);
  }

  private boolean clean(String doomed) {
    try {
      return s3.abort(draft.key.value(), doomed);
    } catch (RuntimeException e) {
      warn(e);
      return false;
    }
  }

  private void warn(RuntimeException e) {
    log.warn(
        "parts of an upload to {} are left on the server; a bucket rule for such uploads ends them",
        draft.key,
        e);
  }
}
