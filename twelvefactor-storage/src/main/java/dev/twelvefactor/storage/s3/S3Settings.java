// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.StorageObserver;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** What a builder has collected when it builds. No record, which would show its secrets. */
final class S3Settings {

  final String bucket;
  final String region;
  final @Nullable URI endpoint;
  final @Nullable URI publicEndpoint;
  final boolean pathStyle;
  final Checksums checksums;
  final AwsCredentialsProvider credentials;
  private final @Nullable DefaultCredentialsProvider chain;
  final @Nullable SdkHttpClient httpClient;
  final @Nullable S3Client client;
  final Duration timeout;
  final int attempts;
  final int parallel;
  final List<String> ticketKeys;
  final @Nullable StorageObserver observer;
  final InstantSource clock;

  S3Settings(S3ObjectStorageBuilder from) {
    boolean elsewhere = from.endpoint != null;
    bucket = from.bucket;
    region = from.region;
    endpoint = from.endpoint;
    publicEndpoint = from.publicEndpoint == null ? from.endpoint : from.publicEndpoint;
    pathStyle = from.pathStyle == null ? elsewhere : from.pathStyle;
    checksums = from.checksums == null ? usual(from) : from.checksums;
    chain = from.credentials == null ? DefaultCredentialsProvider.builder().build() : null;
    AwsCredentialsProvider given = chain == null ? requireNonNull(from.credentials) : chain;
    // Without its close method, which clients would call.
    credentials = () -> {
      try {
        return given.resolveCredentials();
      } catch (RuntimeException e) {
        throw new Failure.NoCredentialsException(e);
      }
    };
    httpClient = from.httpClient;
    client = from.client;
    timeout = from.timeout;
    attempts = from.attempts;
    parallel = from.parallel;
    ticketKeys = from.ticketKeys;
    observer = from.observer;
    clock = from.clock;
  }

  /** Only a client of ours is known to sign the content, and only with credentials. */
  private static Checksums usual(S3ObjectStorageBuilder from) {
    if (from.endpoint == null) {
      return Checksums.CRC32C;
    }
    boolean signed = "http".equals(from.endpoint.getScheme())
        && from.client == null
        && !(from.credentials instanceof AnonymousCredentialsProvider);
    return signed ? Checksums.SIGNATURE : Checksums.MD5;
  }

  S3Client buildClient() {
    S3ClientBuilder builder = S3Client.builder()
        .region(Region.of(region))
        .credentialsProvider(credentials)
        .forcePathStyle(pathStyle)
        // Else chunks of the content are signed, and a broken one is told as a wrong signature.
        .serviceConfiguration(c -> c.chunkedEncodingEnabled(checksums != Checksums.SIGNATURE))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(override -> override
            .apiCallAttemptTimeout(timeout)
            // Attempts are counted here, where it is known which of them may have been applied.
            .retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    if (checksums != Checksums.CRC32C) {
      builder.addPlugin(LegacyMd5Plugin.create());
    }
    if (httpClient != null) {
      return builder.httpClient(httpClient).build();
    }
    return builder
        .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(timeout))
        .build();
  }

  void close() {
    if (chain != null) {
      chain.close();
    }
  }
}
