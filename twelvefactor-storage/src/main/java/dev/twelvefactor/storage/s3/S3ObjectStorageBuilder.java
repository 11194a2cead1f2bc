// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.StorageObserver;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The options of a storage on S3. Each is checked when it is set.
 *
 * <p>Not safe for use by many threads; what it builds is.
 *
 * @since 0.1.0
 */
public final class S3ObjectStorageBuilder {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
  private static final int MIN_TICKET_KEY = 32;
  private static final int MAX_TICKET_KEYS = 10;
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);

  final String bucket;
  String region = "us-east-1";

  @Nullable
  URI endpoint;

  @Nullable
  URI publicEndpoint;

  @Nullable
  Boolean pathStyle;

  @Nullable
  Checksums checksums;

  @Nullable
  AwsCredentialsProvider credentials;

  @Nullable
  SdkHttpClient httpClient;

  @Nullable
  S3Client client;

  Duration timeout = Duration.ofSeconds(30);
  int attempts = 3;
  int parallel = 3;
  List<String> ticketKeys = List.of();

  @Nullable
  StorageObserver observer;

  InstantSource clock = InstantSource.system();

  S3ObjectStorageBuilder(String bucket) {
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "bucket \"" + bucket + "\" (expected: 3 to 63 of a-z 0-9 . -)");
    }
    this.bucket = bucket;
  }

  /**
   * Sets the region of the bucket.
   *
   * @param region the default is {@code us-east-1}
   * @return this builder
   * @throws IllegalArgumentException if it is no name of a region
   */
  public S3ObjectStorageBuilder region(String region) {
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "region \"" + region + "\" (expected: such as eu-central-1)");
    }
    this.region = region;
    return this;
  }

  /**
   * Sets the server, if it is another than AWS.
   *
   * @param endpoint such as {@code http://minio:9000}
   * @return this builder
   * @throws IllegalArgumentException if it is no address over HTTP, or has a path or a user
   */
  public S3ObjectStorageBuilder endpoint(URI endpoint) {
    this.endpoint = server("endpoint", endpoint);
    return this;
  }

  /**
   * Sets the address under which those who hold a presigned request reach the server.
   *
   * @param endpoint such as {@code https://files.example.com}; by default the {@link #endpoint}
   * @return this builder
   * @throws IllegalArgumentException if it is no address over HTTP, or has a path or a user
   */
  public S3ObjectStorageBuilder publicEndpoint(URI endpoint) {
    this.publicEndpoint = server("publicEndpoint", endpoint);
    return this;
  }

  private static URI server(String option, URI address) {
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    boolean plain = address.getUserInfo() == null
        && address.getQuery() == null
        && (address.getPath() == null || address.getPath().matches("/?"));
    if (!http || address.getHost() == null || !plain) {
      throw new IllegalArgumentException(option + shown(address.toString())
          + " (expected: an address such as https://host:9000, without a path or a user)");
    }
    return address;
  }

  /** What stands in an error message; of what may hold a password, nothing. */
  static String shown(String address) {
    return address.matches("[^@?]*") ? " \"" + address + "\"" : "";
  }

  /**
   * Sets whether the name of the bucket stands in the path or in the host's name.
   *
   * @param pathStyle the default is true if an {@link #endpoint} is set, else false
   * @return this builder
   */
  public S3ObjectStorageBuilder pathStyle(boolean pathStyle) {
    this.pathStyle = pathStyle;
    return this;
  }

  /**
   * Sets how the server is told what bytes it must have received.
   *
   * @param kind {@code crc32c}, {@code md5} or {@code auto}; the default is {@code auto}, which is
   *     {@code md5} if an {@link #endpoint} is set, since servers other than AWS's may ignore the
   *     other, and else {@code crc32c}; over plain HTTP it is the SHA-256 that is signed
   * @return this builder
   * @throws IllegalArgumentException if it is another one
   */
  public S3ObjectStorageBuilder checksums(String kind) {
    this.checksums = switch (kind) {
      case "crc32c" -> Checksums.CRC32C;
      case "md5" -> Checksums.MD5;
      case "auto" -> null;
      default ->
        throw new IllegalArgumentException(
            "checksums \"" + kind + "\" (expected: crc32c, md5 or auto)");
    };
    return this;
  }

  /**
   * Sets where the credentials come from.
   *
   * @param credentials not closed with the storage; by default they are looked for where the AWS SDK does
   * @return this builder
   */
  public S3ObjectStorageBuilder credentials(AwsCredentialsProvider credentials) {
    this.credentials = requireNonNull(credentials, "credentials");
    return this;
  }

  /**
   * Sets the client for HTTP.
   *
   * @param client not closed with the storage; by default an {@code Apache5HttpClient} of its own
   * @return this builder
   */
  public S3ObjectStorageBuilder httpClient(SdkHttpClient client) {
    this.httpClient = requireNonNull(client, "client");
    return this;
  }

  /**
   * Sets the client for everything but signing, in place of {@link #httpClient} and {@link #timeout}.
   *
   * @param client not closed with the storage. Its own retries come on top of {@link #attempts}; best
   *     it has none. It must go to the server that the other options name
   * @return this builder
   */
  public S3ObjectStorageBuilder client(S3Client client) {
    this.client = requireNonNull(client, "client");
    return this;
  }

  /**
   * Sets how long one attempt may take. One request sends at most a part of 8 MiB; of an object of
   * more than 78 GiB, or 7.8 GiB if its length is not known, up to 525 MiB.
   *
   * @param timeout 10 ms to 10 minutes; the default is 30 s
   * @return this builder
   * @throws IllegalArgumentException if {@code timeout} is out of bounds
   */
  public S3ObjectStorageBuilder timeout(Duration timeout) {
    if (timeout.toMillis() < 10 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: 10 ms to 10 min)");
    }
    this.timeout = timeout;
    return this;
  }

  /**
   * Sets how often a call is tried.
   *
   * @param attempts 1 to 10; the default is 3
   * @return this builder
   * @throws IllegalArgumentException if {@code attempts} is out of bounds
   */
  public S3ObjectStorageBuilder attempts(int attempts) {
    this.attempts = within("attempts", attempts, 10);
    return this;
  }

  /**
   * Sets how many parts of one upload may be on their way at once, memory permitting.
   *
   * @param parts 1 to 8; the default is 3
   * @return this builder
   * @throws IllegalArgumentException if {@code parts} is out of bounds
   */
  public S3ObjectStorageBuilder parallel(int parts) {
    this.parallel = within("parallel", parts, 8);
    return this;
  }

  /**
   * Sets the secrets by which tickets of {@link DirectUploads} are known, the same on all instances.
   *
   * @param keys 1 to 10, each at least 32 characters that nobody can guess; the first is used for new
   *     tickets, and tickets of all are accepted. There is none by default
   * @return this builder
   * @throws IllegalArgumentException if there are too few or too many, or one is too short
   */
  public S3ObjectStorageBuilder ticketKeys(List<String> keys) {
    List<String> stripped = keys.stream().map(String::strip).toList();
    if (stripped.isEmpty() || stripped.size() > MAX_TICKET_KEYS) {
      throw new IllegalArgumentException(
          "ticketKeys: " + stripped.size() + " (expected: 1 to " + MAX_TICKET_KEYS + " secrets)");
    }
    for (int i = 0; i < stripped.size(); i++) {
      if (stripped.get(i).length() < MIN_TICKET_KEY) {
        throw new IllegalArgumentException(
            "ticketKeys: number " + (i + 1) + " of " + stripped.size()
                + " has too few (expected: at least " + MIN_TICKET_KEY + " characters)");
      }
    }
    this.ticketKeys = stripped;
    return this;
  }

  /**
   * Sets who hears what is done, for metrics.
   *
   * @param observer nobody by default
   * @return this builder
   */
  public S3ObjectStorageBuilder observer(StorageObserver observer) {
    this.observer = requireNonNull(observer, "observer");
    return this;
  }

  /**
   * Sets the clock by which tickets and presigned requests end.
   *
   * @param clock the system's by default
   * @return this builder
   */
  public S3ObjectStorageBuilder clock(InstantSource clock) {
    this.clock = requireNonNull(clock, "clock");
    return this;
  }

  private static int within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(option + ": " + value + " (expected: 1 to " + most + ")");
    }
    return value;
  }

  /** {@return a storage with these options, not connected yet} */
  public S3ObjectStorage build() {
    return new S3ObjectStorage(new S3Settings(this));
  }
}
