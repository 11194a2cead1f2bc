// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.PutOptions;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** An object that is to be written, with the nonce by which it is known again. */
final class Draft {

  static final String RESERVED_PREFIX = "tf-";
  private static final String NONCE = RESERVED_PREFIX + "nonce";
  private static final int MAX_METADATA_BYTES = 2048;
  private static final int PREFIX_BYTES = 11; // of x-amz-meta-, which some servers count
  private static final int NONCE_BYTES = PREFIX_BYTES + 44;

  /** Headers that there are no options for. */
  private static final List<String> INHERITED =
      List.of("Content-Encoding", "Content-Language", "Expires");

  final ObjectKey key;
  final String type;
  final PutOptions options;
  private final Map<String, String> reserved;
  private final Map<String, String> tags;

  /**
   * Of a copy, what the object has whose metadata and headers come along, where the options do not
   * replace them; as it is, since others may have written what options refuse.
   */
  final @Nullable HeadObjectResponse source;

  private Draft(
      ObjectKey key,
      String type,
      PutOptions options,
      Map<String, String> reserved,
      Map<String, String> tags,
      @Nullable HeadObjectResponse source) {
    this.key = key;
    this.type = type;
    this.options = options;
    this.reserved = reserved;
    this.tags = tags;
    this.source = source;
  }

  static Draft of(ObjectKey key, String type, PutOptions options) {
    return of(key, type, options, Map.of());
  }

  /** With metadata of ours beside the nonce. */
  static Draft of(ObjectKey key, String type, PutOptions options, Map<String, String> more) {
    Map<String, String> reserved = new TreeMap<>(more);
    reserved.put(NONCE, UUID.randomUUID().toString());
    return new Draft(key, type, options, reserved, new TreeMap<>(options.tags()), null);
  }

  /** With the metadata, the headers and the tags of another object, where options do not replace them. */
  Draft inheriting(HeadObjectResponse from, Map<String, String> itsTags) {
    Map<String, String> all = new TreeMap<>(itsTags);
    all.putAll(tags);
    return new Draft(key, type, options, reserved, all, from);
  }

  /** Of a copy without the nonce, where others have left no room for it. */
  Map<String, String> metadata() {
    Map<String, String> all = users();
    int room = MAX_METADATA_BYTES - NONCE_BYTES;
    for (Map.Entry<String, String> entry : all.entrySet()) {
      room -= PREFIX_BYTES + entry.getKey().length() + entry.getValue().length();
    }
    if (source == null || room >= 0) {
      all.putAll(reserved);
    }
    return all;
  }

  /** The metadata that readers see. */
  Map<String, String> users() {
    Map<String, String> all = users(source == null ? Map.of() : source.metadata());
    all.putAll(options.metadata());
    return all;
  }

  static Map<String, String> users(Map<String, String> metadata) {
    Map<String, String> users = new TreeMap<>(metadata);
    users.keySet().removeIf(name -> name.startsWith(RESERVED_PREFIX));
    return users;
  }

  @Nullable
  AwsRequestOverrideConfiguration inherited() {
    if (source == null) {
      return null;
    }
    AwsRequestOverrideConfiguration.Builder headers = AwsRequestOverrideConfiguration.builder();
    for (String name : INHERITED) {
      List<String> values = source.sdkHttpResponse().matchingHeaders(name);
      if (!values.isEmpty()) {
        headers.putHeader(name, values);
      }
    }
    return headers.build();
  }

  boolean conditional() {
    return options.onlyIfAbsent() || options.expectedEtag().isPresent();
  }

  /** The header of that name, as are those below; null if there is none. */
  @Nullable
  String ifNoneMatch() {
    return options.onlyIfAbsent() ? "*" : null;
  }

  @Nullable
  String ifMatch() {
    return options.expectedEtag().orElse(null);
  }

  @Nullable
  String cacheControl() {
    return options.cacheControl().orElse(source == null ? null : source.cacheControl());
  }

  @Nullable
  String contentDisposition() {
    return options.contentDisposition().orElse(source == null ? null : source.contentDisposition());
  }

  /** What the header of tags says; null without tags, as servers that know none refuse it. */
  @Nullable
  String tagging() {
    List<String> pairs = new ArrayList<>();
    tags.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
    return pairs.isEmpty() ? null : String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  @Nullable
  String kmsKey() {
    return options.kmsKey().orElse(null);
  }

  @Nullable
  ServerSideEncryption encryption() {
    return kmsKey() == null ? null : ServerSideEncryption.AWS_KMS;
  }

  /** Bytes that can be sent again, not copied. */
  RequestBody body(byte[] bytes, int count) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, count), count, type);
  }

  /** Whether an object with this metadata was written by this draft. */
  boolean wrote(Map<String, String> metadata) {
    return String.valueOf(reserved.get(NONCE)).equals(metadata.get(NONCE));
  }
}
