// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * The parts of an upload: some done, some in flight. For one thread.
 *
 * <p>Memory is reserved for every buffer that this holds beyond the one that is filled: also after
 * its part has arrived, until it is filled again or dropped.
 */
final class Parts {

  static final int MAX_COUNT = 10_000;
  private static final int SMALLEST = 8 * 1024 * 1024;
  private static final int COUNT_OF_A_SIZE = 1_000;
  private static final int MAX_DOUBLINGS = 6;
  private static final long MIB = 1024 * 1024;

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

  /**
   * How large a part is, so that 10,000 of them are enough. Of an unknown length, each thousand parts
   * is twice as large as the one before.
   */
  static int size(OptionalLong length, int number) {
    if (length.isEmpty()) {
      return SMALLEST << Math.min((number - 1) / COUNT_OF_A_SIZE, MAX_DOUBLINGS);
    }
    long needed = (length.getAsLong() + MAX_COUNT - 1) / MAX_COUNT;
    long whole = (needed + MIB - 1) / MIB * MIB;
    return (int) Math.min(Math.max(SMALLEST, whole), Integer.MAX_VALUE - MIB);
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
    while (inFlight.size() >= s3.settings.parallel || isDone(inFlight.peek())) {
      awaitOldest();
    }
    byte[] next = free.poll();
    giveBack(next);
    if (workers.tryReserve(buffer.length)) {
      submit(number, buffer, filled);
    } else {
      next = buffer;
      awaitAll();
      arrived(put(upload.id(), number, buffer, filled), filled);
    }
    return next != null && next.length >= nextSize ? next : new byte[nextSize];
  }

  private static boolean isDone(@Nullable Future<?> part) {
    return part != null && part.isDone();
  }

  private void giveBack(byte @Nullable [] buffer) {
    if (buffer != null) {
      workers.giveBack(buffer.length);
    }
  }

  private void submit(int number, byte[] buffer, int filled) {
    // Of now, since an upload that was aborted has none.
    String id = upload.id();
    inFlight.add(workers.submit(() -> put(id, number, buffer, filled)));
    sent.add(buffer);
    lengths.add(filled);
  }

  /** A part that is waited for in vain stays in flight, so that its end is waited for in the abort. */
  private void awaitOldest() {
    CompletedPart part = Workers.await(inFlight.element());
    inFlight.remove();
    free.add(sent.remove());
    arrived(part, lengths.remove());
  }

  /** Told here, on the thread of the caller, and in order: so what is told only grows. */
  private void arrived(CompletedPart part, int length) {
    done.add(part);
    arrived += length;
    draft.options.sent(arrived);
  }

  private void awaitAll() {
    while (!inFlight.isEmpty()) {
      awaitOldest();
    }
    drop(free);
  }

  private void drop(Deque<byte[]> buffers) {
    buffers.forEach(this::giveBack);
    buffers.clear();
  }

  private CompletedPart put(String id, int number, byte[] bytes, int count) {
    Checksums checksums = s3.settings.checksums;
    UploadPartRequest request = UploadPartRequest.builder()
        .bucket(s3.bucket())
        .key(draft.key.value())
        .uploadId(id)
        .partNumber(number)
        .checksumCRC32C(checksums.crc32c(bytes, count))
        .contentMD5(checksums.md5(bytes, count))
        .build();
    // Nothing is visible before the end, so what a lost answer left behind changes nothing.
    return s3.ask("cannot write part " + number + " of " + draft.key, client -> {
      var answer = client.uploadPart(request, draft.body(bytes, count));
      return MultipartUpload.completed(number, answer.eTag(), request.checksumCRC32C());
    });
  }

  ObjectInfo complete(CertainWrite write) {
    awaitAll();
    return upload.complete(write, done);
  }

  void abort() {
    drop(free);
    upload.abort(List.copyOf(inFlight), () -> drop(sent));
  }
}
