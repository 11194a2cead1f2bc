// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.GetOptions;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.PutOptions;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.storage.s3.S3ObjectStorage.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Does once, with an object of its own, what the application will do later. */
final class Verification {

  private static final String TEXT = "written to see whether it can be";

  private final S3Objects s3;
  private final Workers workers;

  Verification(S3Objects s3, Workers workers) {
    this.s3 = s3;
    this.workers = workers;
  }

  Verified run() {
    long start = System.nanoTime();
    ObjectKey key = ObjectKey.of(DirectUploads.STAGING + "verify-" + ObjectKey.random());
    Duration delta = s3.attempts().run("cannot see the bucket " + s3.bucket(), false, this::delta);
    boolean conditional;
    try {
      put(key);
      conditional = refusesToReplace(key);
      read(key);
    } finally {
      s3.delete(key);
    }
    return new Verified(delta, conditional, Duration.ofNanos(System.nanoTime() - start));
  }

  private Duration delta() {
    Instant before = s3.settings().clock.instant();
    Instant server = s3.headBucket();
    Instant after = s3.settings().clock.instant();
    // The server tells whole seconds.
    return server.isBefore(before.minusSeconds(1)) || server.isAfter(after)
        ? Duration.between(before, server)
        : Duration.ZERO;
  }

  private void put(ObjectKey key) {
    Content content = Content.of(TEXT);
    Draft draft = Draft.of(key, content.type(), PutOptions.none().ifAbsent());
    Upload upload = new Upload(s3, workers, draft, OptionalLong.of(TEXT.length()));
    upload.readFrom(content.open());
    upload.commit();
  }

  private boolean refusesToReplace(ObjectKey key) {
    try {
      put(key);
      return false;
    } catch (PreconditionFailedException e) {
      return true;
    }
  }

  private void read(ObjectKey key) {
    try (StoredObject object = Reads.open(s3, key, GetOptions.none())) {
      if (!object.text(TEXT.length()).equals(TEXT)) {
        throw new ObjectStorageException(
            Reason.INTEGRITY,
            "the server gave back something else than was put; " + key,
            /* maybeApplied= */ false,
            null);
      }
    }
  }
}
