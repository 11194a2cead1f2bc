// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The parts of an upload: some done, some in flight. For one thread. */
final class Parts {

  private final S3Objects s3;
  private final Workers workers;
  private final Draft draft;
  private final MultipartUpload upload;
  private final List<CompletedPart> done = new ArrayList<>();
  private final Deque<Future<CompletedPart>> inFlight = new ArrayDeque<>();
  private final Deque<byte[]> free = new ArrayDeque<>();
  private final Deque<byte[]> sent = new ArrayDeque<>();
  private final Deque<Integer> lengths = new ArrayDeque<>();
  private int count;
  private long arrived;

  Parts(S3Objects s3, Workers workers, Draft draft) {
    this.s3 = s3;
    this.workers = workers;
    this.draft = draft;
    this.upload = new MultipartUpload(s3, workers, draft);
  }

  int count() {
    return count;
  }

  /**
   * Sends a part, and answers a buffer for the next. With memory to spare that happens beside the
   * caller; else it waits.
   */
  byte[] send(byte[] buffer, int filled, int nextSize) {
    upload.start();
    int number = ++count;
    while (inFlight.size() >= s3.settings.parallel) {
      awaitOldest();
    }
    if (workers.tryReserve(buffer.length)) {
      submit(number, buffer, filled);
      return next(nextSize);
    }
    awaitAll();
    arrived(put(number, buffer, filled), filled);
    return buffer.length >= nextSize ? buffer : new byte[nextSize];
  }

  private void submit(int number, byte[] buffer, int filled) {
    Future<CompletedPart> part = workers.submit(() -> {
      try {
        return put(number, buffer, filled);
      } finally {
        workers.giveBack(buffer.length);
      }
    });
    inFlight.add(part);
    sent.add(buffer);
    lengths.add(filled);
  }

  private byte[] next(int size) {
    byte[] recycled = free.poll();
    return recycled != null && recycled.length >= size ? recycled : new byte[size];
  }

  private void awaitOldest() {
    CompletedPart part = Workers.await(inFlight.remove());
    free.add(sent.remove());
    arrived(part, lengths.remove());
  }

  /** Told here, on the thread of the caller, and in order: so what is told only grows. */
  private void arrived(CompletedPart part, int length) {
    done.add(part);
    arrived += length;
    draft.options().sent(arrived);
  }

  private void awaitAll() {
    while (!inFlight.isEmpty()) {
      awaitOldest();
    }
  }

  private CompletedPart put(int number, byte[] bytes, int count) {
    Checksums checksums = s3.settings.checksums;
    UploadPartRequest request = UploadPartRequest.builder()
        .bucket(s3.bucket())
        .key(draft.key().value())
        .uploadId(upload.id())
        .partNumber(number)
        .checksumCRC32C(checksums.crc32c(bytes, count))
        .contentMD5(checksums.md5(bytes, count))
        .build();
    // Nothing is visible before the end, so what a lost answer left behind changes nothing.
    return s3.ask("cannot write part " + number + " of " + draft.key(), client -> {
      var answer = client.uploadPart(request, draft.body(bytes, count));
      return MultipartUpload.completed(number, answer.eTag(), request.checksumCRC32C());
    });
  }

  ObjectInfo complete(CertainWrite write) {
    awaitAll();
    return upload.complete(write, done);
  }

  void abort() {
    upload.abort(List.copyOf(inFlight));
  }
}
