// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonMappingException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results as they are stored: a line that names the codec or the failure, then the bytes. Nothing in
 * here ever makes an operation run again: what cannot be kept is remembered as done.
 */
record Results<T>(OperationOptions<T> options) {

  private static final Logger log = LoggerFactory.getLogger(Results.class);
  private static final Result TOMBSTONE = new Result(Kind.TOMBSTONE, new byte[0]);

  /** A result as it is stored, and what comes out when it is read again. */
  record Encoded<T>(Result result, @Nullable T value) {}

  /** One that cannot be read back is not stored, so that nobody finds out later. */
  Encoded<T> encode(@Nullable T value) {
    if (value == null) {
      log.warn("operation {} answered null, which cannot be repeated", options.name);
      return new Encoded<>(TOMBSTONE, null);
    }
    try {
      byte[] bytes = options.codec.encode(value);
      byte[] payload = framed(options.head, bytes);
      if (payload.length > options.maxResultBytes) {
        return new Encoded<>(TOMBSTONE, value);
      }
      return new Encoded<>(new Result(Kind.VALUE, payload), options.codec.decode(bytes));
    } catch (Throwable e) {
      // Of whatever kind: the effect has happened.
      log.warn("the codec of operation {} does not take its result: {}", options.name, safe(e));
      return new Encoded<>(TOMBSTONE, value);
    }
  }

  Optional<Result> failure(Throwable thrown) {
    return options.failures.stream()
        .filter(failure -> failure.type().isInstance(thrown))
        .findFirst()
        .map(failure -> new Result(
            Kind.FAILURE,
            framed((failure.code() + "\n").getBytes(UTF_8), message(thrown).getBytes(UTF_8))));
  }

  private static String message(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return message == null ? "" : message;
    } catch (Throwable e) {
      return "";
    }
  }

  /** What a stored result means for somebody who did not make it. */
  Outcome<T> outcome(Result result, Instant at, boolean durable) {
    return switch (result.kind()) {
      case VALUE -> value(result.payload(), at, durable);
      case FAILURE -> failed(result.payload());
      case TOMBSTONE -> new Outcome.NotRetained<>(at);
    };
  }

  private Outcome<T> value(byte[] payload, Instant at, boolean durable) {
    byte[] head = options.head;
    if (!begins(payload, head)) {
      log.warn(
          "a stored result of operation {} has another format (expected: {}), and is kept",
          options.name,
          options.codec.id());
      return new Outcome.NotRetained<>(at);
    }
    try {
      T value = options.codec.decode(Arrays.copyOfRange(payload, head.length, payload.length));
      return new Outcome.Completed<>(value, /* replayed= */ true, durable);
    } catch (Throwable e) {
      // Of whatever kind: the operation is done, and whoever asks must hear so.
      log.warn(
          "a stored result of operation {} cannot be read, and is kept: {}", options.name, safe(e));
      return new Outcome.NotRetained<>(at);
    }
  }

  /** Without messages: Jackson's quote what it reads and writes. */
  private static String safe(Throwable thrown) {
    String type = thrown.getClass().getName();
    return thrown instanceof JsonMappingException json
        ? type + " at " + json.getPathReference()
        : type;
  }

  private Outcome<T> failed(byte[] payload) {
    int end = headEnd(payload);
    String code = new String(payload, 0, end, UTF_8);
    String detail = new String(payload, end + 1, payload.length - end - 1, UTF_8);
    RuntimeException exception = options.failures.stream()
        .filter(failure -> failure.code().equals(code))
        .findFirst()
        .<RuntimeException>map(failure -> made(failure, detail))
        .orElseGet(() -> new IdempotencyException(
            Reason.FAILED,
            "the operation failed for good, with code " + code,
            /* maybeApplied= */ false,
            (Throwable) null));
    return new Outcome.Failed<>(code, detail, exception);
  }

  /** The exception that was declared; null if its maker does not make it. */
  private @Nullable RuntimeException made(DeclaredFailure<?> failure, String detail) {
    try {
      return failure.maker().apply(detail);
    } catch (Throwable e) {
      log.warn(
          "failure {} of operation {} cannot be made again: {}",
          failure.code(),
          options.name,
          safe(e));
      return null;
    }
  }

  private static int headEnd(byte[] payload) {
    int end = 0;
    while (payload[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean begins(byte[] payload, byte[] head) {
    return payload.length >= head.length
        && Arrays.equals(head, 0, head.length, payload, 0, head.length);
  }

  private static byte[] framed(byte[] head, byte[] body) {
    byte[] payload = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, payload, head.length, body.length);
    return payload;
  }
}
