// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.s3.Presigner.PresignedPost;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Signs what a form may upload, by version 4 of AWS's signatures; the SDK does not know how. */
final class PostPolicy {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private PostPolicy() {}

  static PresignedPost sign(
      Signer signer, ObjectKey key, Duration validity, String type, long maxBytes) {
    AwsCredentials credentials = signer.credentials();
    Duration granted = signer.within(validity, credentials);
    Instant now = signer.now().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(granted).truncatedTo(ChronoUnit.SECONDS);
    String region = signer.settings.region;
    String scope = DAY.format(now) + "/" + region + "/s3/aws4_request";

    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("key", key.value());
    fields.put("Content-Type", type);
    fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
    fields.put("x-amz-credential", credentials.accessKeyId() + "/" + scope);
    fields.put("x-amz-date", MOMENT.format(now));
    if (credentials instanceof AwsSessionCredentials session) {
      fields.put("x-amz-security-token", session.sessionToken());
    }
    String policy = Base64.getEncoder()
        .encodeToString(json(signer.settings.bucket, fields, end, maxBytes).getBytes(UTF_8));
    fields.put("policy", policy);
    byte[] secret = ("AWS4" + credentials.secretAccessKey()).getBytes(UTF_8);
    byte[] signing = hmac(hmac(hmac(hmac(secret, DAY.format(now)), region), "s3"), "aws4_request");
    fields.put("x-amz-signature", HexFormat.of().formatHex(hmac(signing, policy)));
    return new PresignedPost(signer.bucket(), fields, end);
  }

  private static String json(
      String bucket, Map<String, String> fields, Instant end, long maxBytes) {
    StringBuilder json = new StringBuilder("{\"expiration\":\"")
        .append(DateTimeFormatter.ISO_INSTANT.format(end))
        .append("\",\"conditions\":[{\"bucket\":")
        .append(quoted(bucket))
        .append("},[\"content-length-range\",1,")
        .append(maxBytes)
        .append(']');
    fields.forEach((name, value) ->
        json.append(",{").append(quoted(name)).append(':').append(quoted(value)).append('}'));
    return json.append("]}").toString();
  }

  /** Neither a key nor a type holds a control character. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static byte[] hmac(byte[] key, String text) {
    return Signer.hmac(key, text.getBytes(UTF_8));
  }
}
