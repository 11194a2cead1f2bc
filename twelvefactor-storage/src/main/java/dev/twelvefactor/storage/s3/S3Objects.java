// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The bucket and the client for it, which is built when it is first used. */
final class S3Objects {

  final S3Settings settings;
  private final SafeObserver observer;
  private final Attempts attempts;
  private final ReentrantLock building = new ReentrantLock();
  private volatile @Nullable S3Client client;
  private volatile boolean bucketExists;
  private volatile boolean closed;

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
      if (closed) {
        throw new StorageClosedException();
      }
      if (client == null) {
        client = settings.client == null ? build() : settings.client;
      }
      return requireNonNull(client);
    } finally {
      building.unlock();
    }
  }

  private S3Client build() {
    S3ClientBuilder builder = S3Client.builder()
        .region(Region.of(settings.region))
        .credentialsProvider(settings.credentials)
        .forcePathStyle(settings.pathStyle)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(override -> override
            .apiCallAttemptTimeout(settings.timeout)
            // Attempts are counted here, where it is known which of them may have been applied.
            .retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (settings.endpoint != null) {
      builder.endpointOverride(settings.endpoint);
    }
    if (settings.checksums == Checksums.MD5) {
      builder.addPlugin(LegacyMd5Plugin.create());
    }
    if (settings.httpClient != null) {
      return builder.httpClient(settings.httpClient).build();
    }
    return builder
        .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(settings.timeout))
        .build();
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
    try {
      change("cannot abort an upload of " + key, client -> client.abortMultipartUpload(request));
      return true;
    } catch (ObjectNotFoundException e) {
      return false;
    }
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

  void requireOpen() {
    if (closed) {
      throw new StorageClosedException();
    }
  }

  /** From now on nothing new begins; what is in flight goes on. */
  void refuse() {
    building.lock();
    try {
      closed = true;
    } finally {
      building.unlock();
    }
  }

  void close() {
    refuse();
    S3Client built = client;
    if (built != null && settings.client == null) {
      built.close();
    }
  }
}
