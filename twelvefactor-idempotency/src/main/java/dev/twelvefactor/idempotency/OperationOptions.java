// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of an operation; not changed any more once the operation is built. */
final class OperationOptions<T> {

  final String name;
  final ResultCodec<T> codec;

  /** What stands before each value: the name of its format, and the end of the line. */
  final byte[] head;

  Duration lease = Duration.ofSeconds(30);
  Duration maxDuration = Duration.ofMinutes(15);
  Duration retention = Duration.ofHours(24);
  Duration wait = Duration.ZERO;
  OnCrash onCrash = OnCrash.UNKNOWN;

  @Nullable
  Reconciler<T> reconciler;

  boolean intentMarkedByTask;
  int maxAttempts = 5;
  int maxResultBytes = 256 * 1024;
  List<DeclaredFailure<?>> failures = new ArrayList<>();
  List<Class<? extends Throwable>> retryable = new ArrayList<>();

  OperationOptions(String name, ResultCodec<T> codec) {
    this.name = name;
    this.codec = codec;
    this.head = (codec.id() + "\n").getBytes(UTF_8);
  }

  Duration longestRun() {
    return maxDuration.plus(lease);
  }

  OperationOptions<T> copy() {
    OperationOptions<T> copy = new OperationOptions<>(name, codec);
    copy.lease = lease.compareTo(maxDuration) <= 0 ? lease : maxDuration;
    copy.maxDuration = maxDuration;
    copy.retention = retention;
    copy.wait = wait;
    copy.onCrash = onCrash;
    copy.reconciler = reconciler;
    copy.intentMarkedByTask = intentMarkedByTask;
    copy.maxAttempts = maxAttempts;
    copy.maxResultBytes = maxResultBytes;
    copy.failures = List.copyOf(failures);
    copy.retryable = List.copyOf(retryable);
    return copy;
  }
}
