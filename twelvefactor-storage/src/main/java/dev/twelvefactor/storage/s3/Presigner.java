// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Makes requests that others may send without credentials, such as a browser that fetches a picture.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="presign"}
 *
 * <p>A request is valid for as long as asked, at most 7 days, and never longer than the credentials
 * that sign it. It is a secret as long as it is valid. Making one asks no server; whether the object
 * exists shows when it is used. Immutable, and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class Presigner {

  private static final Duration LONGEST = Duration.ofDays(7);

  /** What no browser runs as a page; SVG may hold scripts. */
  private static final Set<String> INLINE =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf");

  private final S3Settings settings;

  Presigner(S3Settings settings) {
    this.settings = settings;
  }

  /**
   * Lets somebody download an object, as an attachment that has the last segment of the key as its
   * name; a browser saves it and never runs it.
   *
   * @param key which
   * @param validity 1 s to 7 days
   * @return the request
   * @throws IllegalArgumentException if {@code validity} is out of bounds
   */
  public PresignedRequest get(ObjectKey key, Duration validity) {
    return get(key, validity, key.value().substring(key.value().lastIndexOf('/') + 1));
  }

  /**
   * Lets somebody download an object, as an attachment with a name.
   *
   * @param key which
   * @param validity 1 s to 7 days
   * @param filename any; what may not stand in a name becomes {@code _}
   * @return the request
   * @throws IllegalArgumentException if {@code validity} is out of bounds
   */
  public PresignedRequest get(ObjectKey key, Duration validity, String filename) {
    String disposition = Disposition.attachment(filename);
    return sign(
        validity,
        signer -> actual -> signer.presignGetObject(b -> b.signatureDuration(actual)
            .getObjectRequest(get -> get.bucket(settings.bucket())
                .key(key.value())
                .responseContentDisposition(disposition))));
  }

  /**
   * Lets somebody see an object in a page, as of a type that browsers only show.
   *
   * @param key which
   * @param validity 1 s to 7 days
   * @param type one of {@code image/png}, {@code image/jpeg}, {@code image/gif}, {@code image/webp},
   *     {@code image/avif} and {@code application/pdf}; the server sends it, whatever was stored
   * @return the request
   * @throws IllegalArgumentException if {@code validity} is out of bounds or the type another one
   */
  public PresignedRequest inline(ObjectKey key, Duration validity, String type) {
    if (!INLINE.contains(type)) {
      throw new IllegalArgumentException("type \"" + type + "\" (expected: one of "
          + String.join(", ", List.copyOf(INLINE).stream().sorted().toList())
          + "; others may hold scripts, use get)");
    }
    return sign(
        validity,
        signer -> actual -> signer.presignGetObject(b -> b.signatureDuration(actual)
            .getObjectRequest(get -> get.bucket(settings.bucket())
                .key(key.value())
                .responseContentDisposition("inline")
                .responseContentType(type))));
  }

  /**
   * Lets somebody upload a new object of this type and length, and no other.
   *
   * @param key where; see {@link ObjectKey#requireWritable()}. What is there already stays: the
   *     request fails with 412
   * @param validity 1 s to 7 days
   * @param type the media type
   * @param length in bytes; at least 0
   * @return the request, with the headers that must be sent
   * @throws IllegalArgumentException if an argument is out of bounds
   */
  public PresignedRequest put(ObjectKey key, Duration validity, String type, long length) {
    key.requireWritable();
    String checked = Content.of("").type(type).type();
    if (length < 0) {
      throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
    }
    return sign(
        validity,
        signer -> actual -> signer.presignPutObject(b -> b.signatureDuration(actual)
            .putObjectRequest(put -> put.bucket(settings.bucket())
                .key(key.value())
                .contentType(checked)
                .contentLength(length)
                .ifNoneMatch("*"))));
  }

  /**
   * Lets somebody delete an object.
   *
   * @param key which
   * @param validity 1 s to 7 days
   * @return the request
   * @throws IllegalArgumentException if {@code validity} is out of bounds
   */
  public PresignedRequest delete(ObjectKey key, Duration validity) {
    return sign(
        validity,
        signer -> actual -> signer.presignDeleteObject(b -> b.signatureDuration(actual)
            .deleteObjectRequest(delete -> delete.bucket(settings.bucket()).key(key.value()))));
  }

  private interface Signing
      extends Function<
          S3Presigner,
          Function<Duration, software.amazon.awssdk.awscore.presigner.PresignedRequest>> {}

  private PresignedRequest sign(Duration validity, Signing signing) {
    if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("validity: " + validity + " (expected: 1 s to 7 days)");
    }
    AwsCredentials credentials = settings.credentials().resolveCredentials();
    Duration left = credentials
        .expirationTime()
        .map(end -> Duration.between(Instant.now(), end))
        .orElse(LONGEST);
    if (left.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalStateException(
          "the credentials have expired; nothing can be signed with them");
    }
    Duration actual = left.compareTo(validity) < 0 ? left.truncatedTo(SECONDS) : validity;
    try (S3Presigner signer = signer(credentials)) {
      return request(signing.apply(signer).apply(actual));
    }
  }

  private S3Presigner signer(AwsCredentials credentials) {
    S3Presigner.Builder builder = S3Presigner.builder()
        .region(Region.of(settings.region()))
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .serviceConfiguration(S3Configuration.builder()
            .pathStyleAccessEnabled(settings.pathStyle())
            .build());
    if (settings.publicEndpoint() != null) {
      builder.endpointOverride(settings.publicEndpoint());
    }
    return builder.build();
  }

  private static PresignedRequest request(
      software.amazon.awssdk.awscore.presigner.PresignedRequest signed) {
    Map<String, String> headers = new TreeMap<>();
    signed.signedHeaders().forEach((name, values) -> {
      if (!name.toLowerCase(Locale.ROOT).equals("host")) {
        headers.put(name, String.join(",", values));
      }
    });
    return new PresignedRequest(
        signed.httpRequest().method().name(),
        signed.httpRequest().getUri(),
        headers,
        signed.expiration());
  }
}
