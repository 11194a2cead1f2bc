// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectStorage.DeleteReport;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.StorageObserver;
import dev.twelvefactor.storage.StorageObserver.Event;
import dev.twelvefactor.storage.StorageObserver.Operation;
import dev.twelvefactor.storage.StorageObserver.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an observer what was done; one that throws harms nobody and is reported once. */
final class SafeObserver {

  private static final Logger log = LoggerFactory.getLogger(StorageObserver.class);
  private static final Set<Reason> OF_THE_CALL = Set.of(
      Reason.PRECONDITION_FAILED,
      Reason.TOO_LARGE,
      Reason.LENGTH_MISMATCH,
      Reason.SOURCE_FAILED,
      Reason.TYPE_REFUSED,
      Reason.TICKET_REFUSED,
      Reason.INVALID_RANGE);

  private final @Nullable StorageObserver observer;
  private final AtomicBoolean reported = new AtomicBoolean();

  SafeObserver(@Nullable StorageObserver observer) {
    this.observer = observer;
  }

  <T> T run(Operation operation, Supplier<T> call) {
    return run(operation, System.nanoTime(), call);
  }

  /** Tells of a call that answers or fails; wrong arguments are nobody's event. */
  <T> T run(Operation operation, long startNanos, Supplier<T> call) {
    T value;
    try {
      value = call.get();
    } catch (ObjectStorageException e) {
      failed(operation, e, startNanos);
      throw e;
    }
    tell(operation, result(value), startNanos);
    return value;
  }

  private static Result result(Object value) {
    if (value instanceof DeleteReport report && !report.failed().isEmpty()) {
      return Result.FAILED;
    }
    return value.equals(Optional.empty()) ? Result.ABSENT : Result.DONE;
  }

  void failed(Operation operation, ObjectStorageException e, long startNanos) {
    tell(operation, result(e), startNanos);
  }

  private static Result result(ObjectStorageException e) {
    if (e.maybeApplied()) {
      return Result.UNKNOWN;
    }
    if (e.reason() == Reason.NOT_FOUND) {
      return Result.ABSENT;
    }
    return OF_THE_CALL.contains(e.reason()) ? Result.REFUSED : Result.FAILED;
  }

  void tell(Operation operation, Result result, long startNanos) {
    if (observer == null) {
      return;
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    try {
      observer.observed(new Event(operation, result, elapsed));
    } catch (Throwable e) {
      if (!reported.getAndSet(true)) {
        log.warn("a storage observer throws; it is called on, and not reported again", e);
      }
    }
  }
}
