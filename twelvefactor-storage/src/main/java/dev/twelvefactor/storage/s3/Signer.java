// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.time.temporal.ChronoUnit.SECONDS;
import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.s3.Presigner.PresignedRequest;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Signs with the credentials of the moment, for no longer than they live. The signer of the SDK is
 * built when it is first used, and once.
 */
final class Signer {

  /** Every client sends them by itself, and most let nobody else do so. */
  private static final Set<String> SET_BY_CLIENTS = Set.of("host", "content-length");

  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  final S3Settings settings;
  private final ReentrantLock building = new ReentrantLock();
  private volatile @Nullable S3Presigner presigner;
  private volatile boolean closed;

  Signer(S3Settings settings) {
    this.settings = settings;
  }

  /** How long what is signed with these credentials may be valid: as asked, or as long as they. */
  Duration within(Duration validity, AwsCredentials credentials) {
    if (validity.compareTo(SHORTEST) < 0 || validity.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("validity: " + validity + " (expected: 1 s to 7 days)");
    }
    Duration left = credentials
        .expirationTime()
        .map(end -> Duration.between(settings.clock.instant(), end))
        .orElse(LONGEST);
    if (left.compareTo(SHORTEST) < 0) {
      throw new ObjectStorageException(
          ObjectStorageException.Reason.AUTHENTICATION_FAILED,
          "the credentials have expired; nothing can be signed with them",
          /* maybeApplied= */ false,
          null);
    }
    return left.compareTo(validity) < 0 ? left.truncatedTo(SECONDS) : validity;
  }

  AwsCredentials credentials() {
    if (closed) {
      throw new StorageClosedException();
    }
    try {
      return settings.credentials.resolveCredentials();
    } catch (RuntimeException e) {
      throw Failure.of(e).toException("cannot sign", false);
    }
  }

  /** The signer of the SDK, for requests that carry their credentials. */
  S3Presigner sdk() {
    S3Presigner built = presigner;
    return built != null ? built : buildOnce();
  }

  private S3Presigner buildOnce() {
    building.lock();
    try {
      if (closed) {
        throw new StorageClosedException();
      }
      if (presigner == null) {
        presigner = build();
      }
      return requireNonNull(presigner);
    } finally {
      building.unlock();
    }
  }

  private S3Presigner build() {
    S3Presigner.Builder builder = S3Presigner.builder()
        .region(Region.of(settings.region))
        // Each request brings its own, and the signer would close the caller's.
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .serviceConfiguration(S3Configuration.builder()
            .pathStyleAccessEnabled(settings.pathStyle)
            // The defaults, which it would else look up in files for each request.
            .useArnRegionEnabled(false)
            .multiRegionEnabled(true)
            .build());
    if (settings.publicEndpoint != null) {
      builder.endpointOverride(settings.publicEndpoint);
    }
    return builder.build();
  }

  static PresignedRequest request(
      software.amazon.awssdk.awscore.presigner.PresignedRequest signed) {
    Map<String, String> headers = new TreeMap<>();
    signed.signedHeaders().forEach((name, values) -> {
      if (!SET_BY_CLIENTS.contains(name.toLowerCase(Locale.ROOT))) {
        headers.put(name, String.join(",", values));
      }
    });
    return new PresignedRequest(
        signed.httpRequest().method().name(),
        // Put together already; that of the HTTP request would be encoded once more.
        URI.create(signed.url().toString()),
        headers,
        signed.expiration());
  }

  /** The address of the bucket itself, for those who reach the server from outside. */
  URI bucket() {
    URI server = settings.publicEndpoint == null
        ? URI.create("https://s3." + settings.region + "."
            + PartitionMetadata.of(Region.of(settings.region)).dnsSuffix())
        : settings.publicEndpoint;
    String authority = server.getRawAuthority();
    // A certificate is for names with one label before the server's.
    return settings.pathStyle || settings.bucket.contains(".")
        ? URI.create(server.getScheme() + "://" + authority + "/" + settings.bucket)
        : URI.create(server.getScheme() + "://" + settings.bucket + "." + authority + "/");
  }

  static AwsRequestOverrideConfiguration by(AwsCredentials credentials) {
    return AwsRequestOverrideConfiguration.builder()
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  static byte[] hmac(byte[] key, byte[]... texts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] text : texts) {
        mac.update(text);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java platform has HmacSHA256", impossible);
    }
  }

  Instant now() {
    return settings.clock.instant();
  }

  void close() {
    building.lock();
    try {
      closed = true;
      if (presigner != null) {
        presigner.close();
      }
    } finally {
      building.unlock();
    }
  }
}
