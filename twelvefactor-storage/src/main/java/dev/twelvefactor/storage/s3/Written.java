// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Response;

/** What the server answered to a write. */
record Written(String etag, Instant at) {

  /** An answer that lost its end may lack the tag, and is as good as none. */
  static Written of(@Nullable String etag, S3Response answer) {
    AnswerHead.requireEtag(etag);
    return new Written(quoted(etag), date(answer));
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
}
