// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

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

  private static final int MAX_NAME = 200;
  private static final String UNQUOTED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final long MAX_FORM_BYTES = 5L * 1024 * 1024 * 1024;

  /** What no browser runs as a page; SVG may hold scripts. */
  static final Set<String> INLINE =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf");

  private final Signer signer;
  private final String bucket;

  Presigner(Signer signer) {
    this.signer = signer;
    this.bucket = signer.settings.bucket;
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
   * @param filename any; what may not stand in a name becomes {@code _}, and of a long name the last
   *     200 characters are kept
   * @return the request
   * @throws IllegalArgumentException if {@code validity} is out of bounds
   */
  public PresignedRequest get(ObjectKey key, Duration validity, String filename) {
    String disposition = attachment(filename);
    return download(
        key, validity, GetObjectRequest.builder().responseContentDisposition(disposition));
  }

  /** Names a download so that no name can break out of the header. */
  static String attachment(String filename) {
    StringBuilder ascii = new StringBuilder();
    StringBuilder encoded = new StringBuilder();
    // The end of a long name is kept, since programs are chosen by it.
    int excess = Math.max(0, filename.codePointCount(0, filename.length()) - MAX_NAME);
    for (int c : filename.codePoints().skip(excess).toArray()) {
      boolean separator = Character.isISOControl(c)
          || Character.getType(c) == Character.FORMAT // such as one that turns the direction
          || c == '/'
          || c == '\\';
      int safe = separator ? '_' : c;
      ascii.append(safe >= ' ' && safe < 127 && safe != '"' && safe != '%' ? (char) safe : '_');
      for (byte value : Character.toString(safe).getBytes(UTF_8)) {
        boolean plain = UNQUOTED.indexOf(value) >= 0;
        encoded.append(plain ? String.valueOf((char) value) : "%%%02X".formatted(value & 0xff));
      }
    }
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
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
    return download(
        key,
        validity,
        GetObjectRequest.builder().responseContentDisposition("inline").responseContentType(type));
  }

  private PresignedRequest download(
      ObjectKey key, Duration validity, GetObjectRequest.Builder request) {
    if (key.value().startsWith(DirectUploads.STAGING)) {
      throw new IllegalArgumentException(
          "key " + key + " holds what nobody has checked yet; confirm its upload first");
    }
    AwsCredentials credentials = signer.credentials();
    Duration granted = signer.within(validity, credentials);
    GetObjectRequest get = request
        .bucket(bucket)
        .key(key.value())
        .overrideConfiguration(Signer.by(credentials))
        .build();
    return Signer.request(
        signer.sdk().presignGetObject(b -> b.signatureDuration(granted).getObjectRequest(get)));
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
    return upload(key, validity, checked, length, null);
  }

  /** With the SHA-256 of the bytes in Base64, which the server then insists on. */
  PresignedRequest upload(
      ObjectKey key, Duration validity, String type, long length, @Nullable String sha256) {
    AwsCredentials credentials = signer.credentials();
    Duration granted = signer.within(validity, credentials);
    PutObjectRequest put = PutObjectRequest.builder()
        .bucket(bucket)
        .key(key.value())
        .contentType(type)
        .contentLength(length)
        .checksumSHA256(sha256)
        .ifNoneMatch("*")
        .overrideConfiguration(Signer.by(credentials))
        .build();
    return Signer.request(
        signer.sdk().presignPutObject(b -> b.signatureDuration(granted).putObjectRequest(put)));
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
    AwsCredentials credentials = signer.credentials();
    Duration granted = signer.within(validity, credentials);
    DeleteObjectRequest delete = DeleteObjectRequest.builder()
        .bucket(bucket)
        .key(key.value())
        .overrideConfiguration(Signer.by(credentials))
        .build();
    return Signer.request(signer
        .sdk()
        .presignDeleteObject(b -> b.signatureDuration(granted).deleteObjectRequest(delete)));
  }

  /**
   * Lets a form in a page upload an object of this type and of at most so many bytes. The form has the
   * fields as they stand in the answer, and after them the file, as {@code multipart/form-data}.
   *
   * <p>Unlike {@link #put}, it replaces what is there, since forms know no condition; use a {@linkplain
   * ObjectKey#random random} key, or {@link DirectUploads}.
   *
   * @param key where; see {@link ObjectKey#requireWritable()}
   * @param validity 1 s to 7 days
   * @param type the media type, such as {@code image/png}
   * @param maxBytes 1 to 5 GiB; an empty file is refused
   * @return the form
   * @throws IllegalArgumentException if an argument is out of bounds
   */
  public PresignedPost post(ObjectKey key, Duration validity, String type, long maxBytes) {
    key.requireWritable();
    String checked = Content.of("").type(type).type();
    if (maxBytes < 1 || maxBytes > MAX_FORM_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes: " + maxBytes + " (expected: 1 to " + MAX_FORM_BYTES + ")");
    }
    return PostPolicy.sign(signer, key, validity, checked, maxBytes);
  }

  /**
   * A request that whoever has it may send, until it expires.
   *
   * @param method such as {@code GET}
   * @param uri where to, with the signature; a secret as long as it is valid
   * @param headers what must be sent as it stands here, beside {@code Content-Length}, which every
   *     client sets by itself
   * @param expiresAt from when on the server refuses it
   * @since 0.1.0
   */
  public record PresignedRequest(
      String method, URI uri, Map<String, String> headers, Instant expiresAt) {

    /**
     * Copies the headers.
     *
     * @param method such as {@code GET}
     * @param uri where to, with the signature
     * @param headers what must be sent
     * @param expiresAt from when on the server refuses it
     */
    public PresignedRequest {
      headers = Map.copyOf(headers);
    }

    /** {@return the method, the address without the signature, and the expiry} */
    @Override
    public String toString() {
      return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath()
          + "?(signed), until " + expiresAt;
    }
  }

  /**
   * A form that whoever has it may send, until it expires.
   *
   * @param uri where to
   * @param fields what must be sent before the file, in this order, with the signature; a secret as
   *     long as it is valid
   * @param expiresAt from when on the server refuses it
   * @since 0.1.0
   */
  public record PresignedPost(URI uri, Map<String, String> fields, Instant expiresAt) {

    /**
     * Copies the fields.
     *
     * @param uri where to
     * @param fields what must be sent before the file
     * @param expiresAt from when on the server refuses it
     */
    public PresignedPost {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** {@return the address and the expiry, without the signature} */
    @Override
    public String toString() {
      return "POST " + uri + " (signed), until " + expiresAt;
    }
  }
}
