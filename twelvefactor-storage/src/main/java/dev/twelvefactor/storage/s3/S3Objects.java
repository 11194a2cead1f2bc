// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** The bucket and the client for it, which is built when it is first used. */
final class S3Objects {

  final S3Settings settings;
  private final SafeObserver observer;
  private final Attempts attempts;
  private final ReentrantLock building = new ReentrantLock();
  private final CountDownLatch allEnded = new CountDownLatch(1);

  /** How many calls are, and one more until the storage closes. */
  private final AtomicLong underWay = new AtomicLong(1);

  private volatile @Nullable S3Client client;
  private volatile boolean bucketExists;
  private volatile boolean closed;
  private boolean released;

  S3Objects(S3Settings settings) {
    this.settings = settings;
    this.observer = new SafeObserver(settings.observer);
    this.attempts = new Attempts(settings.attempts, observer);
  }

  String bucket() {
    return settings.bucket;
  }

  SafeObserver observer() {
    return observer;
  }

  Attempts attempts() {
    return attempts;
  }

  S3Client client() {
    S3Client built = client;
    return built != null ? built : buildOnce();
  }

  /** Asks the server, again where that has a chance. */
  <T> T ask(String what, Function<S3Client, T> request) {
    return attempts.run(what, false, () -> request.apply(client()));
  }

  /** Changes something, so that a lost answer leaves it open whether it was; again as above. */
  <T> T change(String what, Function<S3Client, T> request) {
    return attempts.run(what, true, () -> request.apply(client()));
  }

  /** The server's time. */
  Instant headBucket() {
    try {
      return AnswerHead.date(client().headBucket(b -> b.bucket(bucket())));
    } catch (NoSuchBucketException e) {
      throw noBucket(e);
    }
  }

  private S3Client buildOnce() {
    building.lock();
    try {
      if (released) {
        throw new StorageClosedException();
      }
      if (client == null) {
        client = settings.client == null ? settings.buildClient() : settings.client;
      }
      return requireNonNull(client);
    } finally {
      building.unlock();
    }
  }

  URI uri(ObjectKey key) {
    try {
      return new URI("s3", bucket(), "/" + key.value(), null, null);
    } catch (URISyntaxException impossible) {
      throw new AssertionError("all characters of a path are quoted", impossible);
    }
  }

  /** What the server says of an object, with the metadata that is ours, or empty. */
  Optional<HeadObjectResponse> head(ObjectKey key) {
    return attempts.run("cannot read " + key, false, () -> {
      try {
        return Optional.of(lookOnce(key));
      } catch (NoSuchKeyException e) {
        requireBucket();
        return Optional.empty();
      } catch (NoSuchBucketException e) {
        throw noBucket(e);
      }
    });
  }

  /** In one attempt, whose failure is as the client tells it. */
  HeadObjectResponse lookOnce(ObjectKey key) {
    HeadObjectResponse found = client()
        .headObject(
            HeadObjectRequest.builder().bucket(bucket()).key(key.value()).build());
    AnswerHead.requireEtag(found.eTag());
    requireNonNull(found.contentLength(), "contentLength");
    return found;
  }

  DeleteObjectResponse delete(ObjectKey key) {
    DeleteObjectRequest request =
        DeleteObjectRequest.builder().bucket(bucket()).key(key.value()).build();
    return change("cannot delete " + key, client -> client.deleteObject(request));
  }

  /** Ends an upload in parts; false if it has ended already. */
  boolean abort(String key, String uploadId) {
    AbortMultipartUploadRequest request = AbortMultipartUploadRequest.builder()
        .bucket(bucket())
        .key(key)
        .uploadId(uploadId)
        .build();
    return change("cannot abort an upload of " + key, client -> {
      try {
        client.abortMultipartUpload(request);
        return true;
      } catch (NoSuchUploadException e) {
        return false;
      }
    });
  }

  /** An answer without a body says 404 for both, a missing object and a missing bucket. */
  private void requireBucket() {
    if (bucketExists) {
      return;
    }
    try {
      headBucket();
      bucketExists = true;
    } catch (software.amazon.awssdk.services.s3.model.S3Exception e) {
      if (e.statusCode() == 404) {
        throw noBucket(e);
      }
      if (e.statusCode() != 403) {
        throw e;
      }
    }
  }

  private ObjectStorageException noBucket(Exception e) {
    return new ObjectStorageException(
        Reason.BUCKET_NOT_FOUND,
        "there is no bucket " + bucket() + "; create it, or set S3_BUCKET to one that exists",
        /* maybeApplied= */ false,
        e);
  }

  ObjectInfo info(ObjectKey key, HeadObjectResponse head) {
    return info(
        key,
        head.contentLength(),
        head.contentType(),
        head.eTag(),
        head.lastModified(),
        head.metadata());
  }

  ObjectInfo info(
      ObjectKey key,
      long size,
      @Nullable String type,
      @Nullable String etag,
      @Nullable Instant modified,
      Map<String, String> metadata) {
    return new ObjectInfo(
        key,
        uri(key),
        size,
        type == null ? "application/octet-stream" : type,
        AnswerHead.quoted(etag),
        modified == null ? Instant.EPOCH : modified,
        Draft.users(metadata));
  }

  /** Runs what closing waits for. Begun before it is asked, so that closing misses nothing. */
  <T> T whileOpen(Supplier<T> call) {
    return underWay(() -> {
      requireOpen();
      return call.get();
    });
  }

  /** Runs a step of something longer, which goes on while the storage closes. */
  <T> T underWay(Supplier<T> call) {
    begin();
    try {
      return call.get();
    } finally {
      end();
    }
  }

  void begin() {
    underWay.incrementAndGet();
  }

  void end() {
    if (underWay.decrementAndGet() == 0) {
      allEnded.countDown();
    }
  }

  /** Waits for what is under way, but not for ever; what is left fails when the client closes. */
  void awaitEnd(Duration patience) {
    end();
    try {
      boolean unused = allEnded.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void requireOpen() {
    if (closed) {
      throw new StorageClosedException();
    }
  }

  /** From now on nothing new begins; what is in flight goes on. */
  void refuse() {
    closed = true;
  }

  void close() {
    building.lock();
    try {
      released = true;
    } finally {
      building.unlock();
    }
    S3Client built = client;
    if (built != null && settings.client == null) {
      built.close();
    }
    settings.close();
  }
}
