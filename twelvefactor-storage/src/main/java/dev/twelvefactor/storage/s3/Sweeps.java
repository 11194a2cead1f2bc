// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage.DeleteReport;
import dev.twelvefactor.storage.ObjectSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Deletes what nobody will ask for any more. */
final class Sweeps {

  private Sweeps() {}

  static int staging(S3Objects s3, Instant before) {
    List<ObjectKey> old = Listing.stream(s3, DirectUploads.STAGING, Optional.empty())
        .filter(found -> found.modified().isBefore(before))
        .map(ObjectSummary::key)
        .toList();
    DeleteReport report = new Deletes(s3).all(old);
    report.orThrow();
    return report.deleted().size();
  }
}
