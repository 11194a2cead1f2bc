// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.StorageObserver;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What a builder collects. */
record S3Settings(
    String bucket,
    String region,
    @Nullable URI endpoint,
    @Nullable URI publicEndpoint,
    boolean pathStyle,
    Checksums checksums,
    AwsCredentialsProvider credentials,
    @Nullable SdkHttpClient httpClient,
    @Nullable S3Client client,
    Duration timeout,
    int attempts,
    int parallel,
    List<String> ticketKeys,
    @Nullable StorageObserver observer,
    InstantSource clock) {}
