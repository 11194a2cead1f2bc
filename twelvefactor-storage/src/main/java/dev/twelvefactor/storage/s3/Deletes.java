// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage.DeleteReport;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects, and keeps count of those that stay. For one thread. */
final class Deletes {

  private static final int MAX_KEYS = 1000;

  private final S3Objects s3;
  /** All at first, and at the end without those that failed. */
  private final Set<ObjectKey> deleted = new LinkedHashSet<>();

  private final Map<ObjectKey, ObjectStorageException> failed = new HashMap<>();

  Deletes(S3Objects s3) {
    this.s3 = s3;
  }

  DeleteReport all(Iterable<ObjectKey> keys) {
    keys.forEach(deleted::add);
    List<ObjectKey> batch = new ArrayList<>();
    for (ObjectKey key : deleted) {
      batch.add(key);
      if (batch.size() == MAX_KEYS) {
        send(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      send(batch);
    }
    deleted.removeAll(failed.keySet());
    return new DeleteReport(deleted, failed);
  }

  private void send(List<ObjectKey> batch) {
    Delete all = Delete.builder()
        .objects(batch.stream()
            .map(key -> ObjectIdentifier.builder().key(key.value()).build())
            .toList())
        .quiet(true)
        .build();
    DeleteObjectsRequest request =
        DeleteObjectsRequest.builder().bucket(s3.bucket()).delete(all).build();
    try {
      DeleteObjectsResponse answer = s3.change(
          "cannot delete " + batch.size() + " objects",
          client -> named(client.deleteObjects(request)));
      answer.errors().forEach(this::note);
    } catch (ObjectStorageException e) {
      if (e.reason() == Reason.INTERRUPTED) {
        throw e;
      }
      batch.forEach(key -> failed.put(key, e));
    }
  }

  private static DeleteObjectsResponse named(DeleteObjectsResponse answer) {
    answer.errors().forEach(error -> requireNonNull(error.key(), "key"));
    return answer;
  }

  private void note(S3Error error) {
    ObjectKey key = ObjectKey.of(error.key());
    Reason reason = switch (String.valueOf(error.code())) {
      case "AccessDenied" -> Reason.ACCESS_DENIED;
      case "SlowDown" -> Reason.THROTTLED;
      case "InternalError" -> Reason.UNAVAILABLE;
      default -> Reason.REFUSED;
    };
    failed.put(
        key,
        new ObjectStorageException(
            reason,
            "cannot delete " + key + ": the server answered " + error.code(),
            reason == Reason.UNAVAILABLE,
            null));
  }
}
