// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.GetOptions;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.StoredObject;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Opens objects. */
final class Reads {

  private static final long MAX_OBJECT_BYTES = 1L << 50;

  private Reads() {}

  static StoredObject open(S3Objects s3, ObjectKey key, GetOptions options) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(s3.bucket()).key(key.value());
    options.expectedEtag().ifPresent(request::ifMatch);
    String range = range(options);
    if (range != null) {
      request.range(range);
    } else if (s3.settings.checksums == Checksums.CRC32C) {
      // As a header, since the client would otherwise verify, and not know of resumptions.
      request.overrideConfiguration(o -> o.putHeader("x-amz-checksum-mode", "ENABLED"));
    }
    return stored(s3, key, open(s3, "cannot read " + key, request.build()), range);
  }

  static ResponseInputStream<GetObjectResponse> open(
      S3Objects s3, String what, GetObjectRequest request) {
    return s3.ask(
        what,
        client -> AnswerHead.whole(client.getObject(request, ResponseTransformer.toInputStream())));
  }

  private static @Nullable String range(GetOptions options) {
    if (options.first().isEmpty()) {
      return options.count().isEmpty() ? null : "bytes=-" + options.count().getAsLong();
    }
    long first = options.first().getAsLong();
    if (options.count().isEmpty()) {
      return "bytes=" + first + "-";
    }
    long last = first + options.count().getAsLong() - 1;
    // Some servers count beyond the largest number there is.
    return last < first || last > MAX_OBJECT_BYTES
        ? "bytes=" + first + "-"
        : "bytes=" + first + "-" + last;
  }

  private static StoredObject stored(
      S3Objects s3,
      ObjectKey key,
      ResponseInputStream<GetObjectResponse> body,
      @Nullable String range) {
    GetObjectResponse answer = body.response();
    AnswerHead head = AnswerHead.of(answer);
    ObjectInfo info = s3.info(
        key,
        head.size,
        answer.contentType(),
        answer.eTag(),
        answer.lastModified(),
        answer.metadata());
    return StoredObject.of(
        info,
        new ResumingInputStream(
            s3, key, body, head.first, head.length, head.size, wholeChecksum(answer, range)));
  }

  /** Of an object in parts it may be one of their checksums, which ends with their number. */
  private static @Nullable String wholeChecksum(GetObjectResponse answer, @Nullable String range) {
    String crc = answer.checksumCRC32C();
    return range != null || crc == null || crc.contains("-") ? null : crc;
  }
}
