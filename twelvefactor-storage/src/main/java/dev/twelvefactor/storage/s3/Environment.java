// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Reads options from environment variables; what is malformed is named. */
final class Environment {

  private final Map<String, String> variables;

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** A builder with all options that are set. */
  S3ObjectStorageBuilder storage() {
    String name = required("S3_BUCKET", "the name of a bucket");
    S3ObjectStorageBuilder builder;
    try {
      builder = new S3ObjectStorageBuilder(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("S3_BUCKET: " + e.getMessage(), e);
    }
    text("AWS_REGION", builder::region);
    text("S3_REGION", builder::region);
    uri("S3_ENDPOINT", builder::endpoint);
    uri("S3_PUBLIC_ENDPOINT", builder::publicEndpoint);
    flag("S3_PATH_STYLE", builder::pathStyle);
    text("S3_CHECKSUMS", builder::checksums);
    text("S3_TICKET_KEYS", keys -> builder.ticketKeys(List.of(keys.split(",", -1))));
    find("AWS_ACCESS_KEY_ID").ifPresent(id -> builder.credentials(fixed(id)));
    return builder;
  }

  private AwsCredentialsProvider fixed(String id) {
    String secret = required("AWS_SECRET_ACCESS_KEY", "the secret of AWS_ACCESS_KEY_ID");
    Optional<String> token = find("AWS_SESSION_TOKEN");
    return StaticCredentialsProvider.create(
        token.isPresent()
            ? AwsSessionCredentials.create(id, secret, token.get())
            : AwsBasicCredentials.create(id, secret));
  }

  /** An empty variable counts as not set, as container platforms often pass it so. */
  Optional<String> find(String name) {
    return Optional.of(variables.getOrDefault(name, "")).filter(value -> !value.isBlank());
  }

  String required(String name, String expected) {
    return find(name)
        .orElseThrow(
            () -> new IllegalArgumentException(name + " is not set (expected: " + expected + ")"));
  }

  void text(String name, Consumer<String> option) {
    find(name).ifPresent(value -> named(name, () -> option.accept(value)));
  }

  void uri(String name, Consumer<URI> option) {
    text(name, value -> {
      try {
        option.accept(new URI(value));
      } catch (URISyntaxException e) {
        // Without the cause, which shows the value even if it holds a password.
        throw new IllegalArgumentException("no address" + S3ObjectStorageBuilder.shown(value)
            + " (expected: such as https://host:9000)");
      }
    });
  }

  void flag(String name, Consumer<Boolean> option) {
    text(name, value -> {
      if (!value.equals("true") && !value.equals("false")) {
        throw new IllegalArgumentException("\"" + value + "\" (expected: true or false)");
      }
      option.accept(value.equals("true"));
    });
  }

  private static void named(String name, Runnable option) {
    try {
      option.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
