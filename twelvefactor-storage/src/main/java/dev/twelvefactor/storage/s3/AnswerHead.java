// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * Which bytes an answer has. A client of HTTP may take a head that was cut for a whole one: headers
 * are missing then, and the last may lack its end.
 */
final class AnswerHead {

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]+)-([0-9]+)/([0-9]+)");
  private static final int PARTIAL = 206;

  /** The index of the first byte in the object. */
  final long first;

  /** How many bytes there are. */
  final long length;

  /** How many the whole object has. */
  final long size;

  private AnswerHead(long first, long length, long size) {
    this.first = first;
    this.length = length;
    this.size = size;
  }

  /** The same answer, if its head shows no cut. */
  static ResponseInputStream<GetObjectResponse> whole(
      ResponseInputStream<GetObjectResponse> answer) {
    try {
      of(answer.response());
      return answer;
    } catch (IllegalStateException e) {
      ResumingInputStream.abort(answer);
      throw e;
    }
  }

  static AnswerHead of(GetObjectResponse answer) {
    Long length = answer.contentLength();
    requireEtag(answer.eTag());
    if (length == null) {
      throw cut("its length");
    }
    String range = answer.contentRange();
    if (range == null) {
      if (answer.sdkHttpResponse() != null && answer.sdkHttpResponse().statusCode() == PARTIAL) {
        throw cut("its range");
      }
      return new AnswerHead(0, length, length);
    }
    Matcher parts = CONTENT_RANGE.matcher(range);
    if (!parts.matches()) {
      throw cut("a range such as \"bytes 0-9/100\"");
    }
    long first = Long.parseLong(parts.group(1));
    if (Long.parseLong(parts.group(2)) - first + 1 != length) {
      throw cut("a length that fits its range");
    }
    return new AnswerHead(first, length, Long.parseLong(parts.group(3)));
  }

  static void requireEtag(@Nullable String etag) {
    if (etag == null || (etag.startsWith("\"") && etag.indexOf('"', 1) < 0)) {
      throw cut("its entity tag");
    }
  }

  /** Some servers leave out the quotes, in some answers. */
  static String quoted(@Nullable String etag) {
    if (etag == null || etag.startsWith("\"")) {
      return String.valueOf(etag);
    }
    return '"' + etag + '"';
  }

  static Instant date(S3Response answer) {
    try {
      return answer
          .sdkHttpResponse()
          .firstMatchingHeader("Date")
          .map(date -> Instant.from(RFC_1123_DATE_TIME.parse(date)))
          .orElseGet(Instant::now);
    } catch (DateTimeException e) {
      return Instant.now();
    }
  }

  private static IllegalStateException cut(String missing) {
    return new IllegalStateException("the head of the answer does not tell " + missing);
  }
}
