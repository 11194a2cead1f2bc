// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Which bytes an answer has. A client of HTTP may take a head that was cut for a whole one: headers
 * are missing then, and the last may lack its end.
 *
 * @param first the index of the first byte in the object
 * @param length how many bytes there are
 * @param size how many the whole object has
 */
record AnswerHead(long first, long length, long size) {

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]+)-([0-9]+)/([0-9]+)");
  private static final int PARTIAL = 206;

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
    if (etag == null || etag.matches("\"[^\"]*")) {
      throw cut("its entity tag");
    }
  }

  private static IllegalStateException cut(String missing) {
    return new IllegalStateException("the head of the answer does not tell " + missing);
  }
}
