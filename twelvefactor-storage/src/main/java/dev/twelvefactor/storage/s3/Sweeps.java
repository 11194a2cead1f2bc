// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage.DeleteReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Ends what nobody will ask for any more. */
final class Sweeps {

  private Sweeps() {}

  static int staging(S3Objects s3, Instant before) {
    List<ObjectKey> old = Listing.stream(s3, DirectUploads.STAGING, Optional.empty())
        .filter(found -> found.modified().isBefore(before))
        .map(ObjectInfo.Summary::key)
        .toList();
    DeleteReport report = new Deletes(s3).all(old);
    report.orThrow();
    return report.deleted().size();
  }

  /** Servers differ in what a prefix means in a listing of uploads, so it is applied here. */
  static int uploads(S3Objects s3, String prefix, Instant before) {
    int aborted = 0;
    String key = null;
    String id = null;
    boolean more = true;
    while (more) {
      ListMultipartUploadsResponse page = page(s3, key, id);
      for (MultipartUpload upload : page.uploads()) {
        boolean old = upload.initiated() != null && upload.initiated().isBefore(before);
        if (old && upload.key().startsWith(prefix) && s3.abort(upload.key(), upload.uploadId())) {
          aborted++;
        }
      }
      more = Boolean.TRUE.equals(page.isTruncated())
          && !(Objects.equals(key, page.nextKeyMarker())
              && Objects.equals(id, page.nextUploadIdMarker()));
      key = page.nextKeyMarker();
      id = page.nextUploadIdMarker();
    }
    return aborted;
  }

  private static ListMultipartUploadsResponse page(
      S3Objects s3, @Nullable String key, @Nullable String id) {
    ListMultipartUploadsRequest request = ListMultipartUploadsRequest.builder()
        .bucket(s3.bucket())
        .keyMarker(key)
        .uploadIdMarker(id)
        .build();
    return s3.attempts()
        .run(
            "cannot list the uploads in " + s3.bucket(),
            false,
            () -> s3.client().listMultipartUploads(request));
  }
}
