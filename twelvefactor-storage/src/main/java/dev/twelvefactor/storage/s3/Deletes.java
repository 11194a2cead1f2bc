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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects, and keeps count of those that stay. For one thread. */
final class Deletes {

  private static final int MAX_KEYS = 1000;

  private final S3Objects s3;
  private final Set<ObjectKey> deleted = new HashSet<>();
  private final Map<ObjectKey, ObjectStorageException> failed = new HashMap<>();

  Deletes(S3Objects s3) {
    this.s3 = s3;
  }

  DeleteReport all(Iterable<ObjectKey> keys) {
    List<ObjectKey> batch = new ArrayList<>();
    for (ObjectKey key : new HashSet<>(copy(keys))) {
      batch.add(key);
      if (batch.size() == MAX_KEYS) {
        send(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      send(batch);
    }
    return new DeleteReport(deleted, failed);
  }

  private static List<ObjectKey> copy(Iterable<ObjectKey> keys) {
    List<ObjectKey> all = new ArrayList<>();
    keys.forEach(all::add);
    return all;
  }

  private void send(List<ObjectKey> batch) {
    List<ObjectIdentifier> identifiers = batch.stream()
        .map(key -> ObjectIdentifier.builder().key(key.value()).build())
        .toList();
    try {
      DeleteObjectsResponse answer = s3.attempts()
          .run(
              "cannot delete " + batch.size() + " objects",
              true,
              () -> named(s3.client()
                  .deleteObjects(b -> b.bucket(s3.bucket())
                      .delete(delete -> delete.objects(identifiers).quiet(true)))));
      deleted.addAll(batch);
      answer.errors().forEach(this::note);
    } catch (ObjectStorageException e) {
      batch.forEach(key -> failed.put(key, e));
    }
  }

  private static DeleteObjectsResponse named(DeleteObjectsResponse answer) {
    answer.errors().forEach(error -> requireNonNull(error.key(), "key"));
    return answer;
  }

  private void note(S3Error error) {
    ObjectKey key = ObjectKey.of(error.key());
    deleted.remove(key);
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
