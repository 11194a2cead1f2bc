// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a failed attempt means. */
final class Failure {

  private static final Map<String, Reason> BY_CODE = Map.of(
      "NoSuchBucket", Reason.BUCKET_NOT_FOUND,
      "InvalidAccessKeyId", Reason.AUTHENTICATION_FAILED,
      "SignatureDoesNotMatch", Reason.AUTHENTICATION_FAILED,
      "ExpiredToken", Reason.AUTHENTICATION_FAILED,
      "InvalidToken", Reason.AUTHENTICATION_FAILED,
      "NoSuchUpload", Reason.REFUSED,
      "EntityTooLarge", Reason.TOO_LARGE,
      "InvalidRange", Reason.INVALID_RANGE);

  private static final Map<String, Reason> TRANSIENT_CODES = Map.of(
      "RequestTimeTooSkewed", Reason.CLOCK_SKEW,
      "BadDigest", Reason.INTEGRITY,
      "XAmzContentChecksumMismatch", Reason.INTEGRITY,
      "XAmzContentSHA256Mismatch", Reason.INTEGRITY,
      "RequestTimeout", Reason.TIMEOUT,
      "SlowDown", Reason.THROTTLED,
      "ConditionalRequestConflict", Reason.THROTTLED,
      "OperationAborted", Reason.THROTTLED);

  private static final Map<Integer, Reason> BY_STATUS = Map.of(
      401, Reason.AUTHENTICATION_FAILED,
      403, Reason.ACCESS_DENIED,
      404, Reason.NOT_FOUND,
      412, Reason.PRECONDITION_FAILED,
      416, Reason.INVALID_RANGE,
      501, Reason.UNSUPPORTED);

  /** Nothing was sent, since there was nothing to sign with. */
  static final class NoCredentialsException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    NoCredentialsException(RuntimeException cause) {
      super(cause);
    }
  }

  /** Whether the server may have done what was asked. */
  final boolean ambiguous;

  /** Whether another attempt has a chance, and somebody waits for it. */
  final boolean worthAnotherAttempt;

  final Reason reason;
  final String detail;
  final RuntimeException cause;

  private Failure(
      boolean ambiguous,
      boolean worthAnotherAttempt,
      Reason reason,
      String detail,
      RuntimeException cause) {
    this.ambiguous = ambiguous;
    this.worthAnotherAttempt = worthAnotherAttempt;
    this.reason = reason;
    this.detail = detail;
    this.cause = cause;
  }

  /** The server will not do it, now or later. */
  private static Failure last(Reason reason, String detail, RuntimeException cause) {
    return new Failure(false, false, reason, detail, cause);
  }

  /** The server has not done it, and may the next time. */
  private static Failure notApplied(Reason reason, String detail, RuntimeException cause) {
    return new Failure(false, true, reason, detail, cause);
  }

  /** The server may have done it. */
  private static Failure lost(Reason reason, String detail, RuntimeException cause) {
    return new Failure(true, true, reason, detail, cause);
  }

  /**
   * Reads what a call threw. That is an {@link SdkException} by contract, and anything else where an
   * answer was cut in the middle of its body.
   */
  static Failure of(RuntimeException e) {
    if (e instanceof ObjectStorageException || e instanceof StorageClosedException) {
      throw e;
    }
    if (e instanceof S3Exception answer) {
      return ofAnswer(answer);
    }
    if (e instanceof ApiCallAttemptTimeoutException || e instanceof ApiCallTimeoutException) {
      return lost(Reason.TIMEOUT, "the server did not answer in time", e);
    }
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return new Failure(
          true, false, Reason.INTERRUPTED, "interrupted while waiting for the server", e);
    }
    return ofTransport(e);
  }

  private static Failure ofAnswer(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    int status = answer.statusCode();
    String detail = "the server answered " + status + (code.isEmpty() ? "" : " " + code)
        + (answer.requestId() == null ? "" : ", request " + answer.requestId())
        + hint(code, answer);
    Reason passing = TRANSIENT_CODES.get(code);
    if (passing != null) {
      return notApplied(passing, detail, answer);
    }
    Reason known = BY_CODE.getOrDefault(code, BY_STATUS.get(status));
    if (known != null) {
      return last(known, detail, answer);
    }
    if (status == 503 || status == 429) {
      Reason reason = status == 429 ? Reason.THROTTLED : Reason.UNAVAILABLE;
      return notApplied(reason, detail, answer);
    }
    // An error in an answer that began as 200 is one of those that may have been applied.
    boolean certain = status >= 300 && status < 500;
    return certain
        ? last(Reason.REFUSED, detail, answer)
        : lost(Reason.UNAVAILABLE, detail, answer);
  }

  private static String hint(String code, S3Exception answer) {
    if (code.equals("NoSuchUpload")) {
      return "; the upload was ended by somebody (a sweep or a rule of the bucket)";
    }
    if (answer.statusCode() / 100 != 3 && !code.equals("AuthorizationHeaderMalformed")) {
      return "";
    }
    AwsErrorDetails details = answer.awsErrorDetails();
    String region = details == null || details.sdkHttpResponse() == null
        ? null
        : details.sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region").orElse(null);
    return region == null
        ? "; the bucket is in another region, or the server elsewhere; set S3_REGION or S3_ENDPOINT"
        : "; the bucket is in another region, " + region + "; set S3_REGION";
  }

  private static Failure ofTransport(RuntimeException e) {
    if (cause(NoCredentialsException.class, e) != null) {
      return last(
          Reason.AUTHENTICATION_FAILED,
          "no credentials can be had, for the reason in the cause; set AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY, or see to their provider",
          e);
    }
    IOException io = cause(IOException.class, e);
    if (io == null) {
      return lost(Reason.UNAVAILABLE, "its answer cannot be read", e);
    }
    // Clients name them alike, each in a package of its own.
    String type = io.getClass().getSimpleName();
    if (type.matches("Connection(Request|Pool)TimeoutException")) {
      return notApplied(
          Reason.UNAVAILABLE,
          "all connections are in use (50, unless httpClient has more); close what get answers",
          e);
    }
    boolean connecting = io instanceof ConnectException
        || io instanceof UnknownHostException
        || io instanceof NoRouteToHostException
        || type.equals("ConnectTimeoutException");
    if (connecting) {
      return notApplied(Reason.UNAVAILABLE, "the server cannot be reached; check S3_ENDPOINT", e);
    }
    return io instanceof SocketTimeoutException
        ? lost(Reason.TIMEOUT, "the server did not answer in time", e)
        : lost(Reason.UNAVAILABLE, "the connection was lost", e);
  }

  private static <T> @Nullable T cause(Class<T> type, Throwable e) {
    Throwable cause = e;
    while (cause != null && !type.isInstance(cause)) {
      cause = cause.getCause();
    }
    return type.cast(cause);
  }

  /** Whether the client has tried by itself before, so that this may answer to its own change. */
  boolean repeated() {
    @Nullable Integer attempts = cause instanceof SdkException e ? e.numAttempts() : null;
    return attempts != null && attempts > 1; // null if it failed outside of an attempt
  }

  /** What the caller gets; {@code what} is as "cannot read a/b". */
  ObjectStorageException toException(String what, boolean maybeApplied) {
    String message = what + ": " + detail + hint();
    if (reason == Reason.NOT_FOUND) {
      return new ObjectNotFoundException(message, cause);
    }
    if (reason == Reason.PRECONDITION_FAILED) {
      return new PreconditionFailedException(message, cause);
    }
    String doubt = maybeApplied ? "; it may have been done nevertheless" : "";
    return new ObjectStorageException(reason, message + doubt, maybeApplied, cause);
  }

  private String hint() {
    if (reason == Reason.ACCESS_DENIED) {
      return "; without the permission s3:ListBucket a server may say so of what does not exist";
    }
    return reason == Reason.CLOCK_SKEW
        ? "; the clock of this machine is wrong by more than 15 minutes"
        : "";
  }
}
