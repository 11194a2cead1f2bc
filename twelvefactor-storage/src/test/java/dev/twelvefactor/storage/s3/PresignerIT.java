// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.s3.Http.Answer;
import dev.twelvefactor.storage.s3.Presigner.PresignedPost;
import dev.twelvefactor.storage.s3.Presigner.PresignedRequest;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.SettableClock;
import dev.twelvefactor.testkit.WithS3;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

@WithS3
class PresignerIT {

  private static final ObjectKey KEY = ObjectKey.of("a folder/cat ü.png");
  private static final Duration HOUR = Duration.ofHours(1);

  private Bucket bucket;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) {
    bucket = new Bucket(server);
    files = bucket.storage().build();
  }

  @AfterEach
  void close() {
    files.close();
    bucket.close();
  }

  private static Answer send(PresignedRequest request, String body) throws IOException {
    return Http.send(request, body.getBytes(UTF_8));
  }

  private static Answer send(PresignedRequest request, Map<String, String> headers, String body)
      throws IOException {
    return Http.send(request, headers, body.getBytes(UTF_8));
  }

  @Test
  void get_object_isAnAttachment() throws Exception {
    files.put(KEY, Content.of("<script>").type("text/html"));

    Answer answer = send(files.presign().get(KEY, HOUR), "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("<script>");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"cat _.png\"; filename*=UTF-8''cat%20%C3%BC.png");
  }

  @Test
  void inline_typeThatBrowsersShow_isSentWhateverWasStored() throws Exception {
    files.put(KEY, Content.of("<script>").type("text/html"));

    Answer answer = send(files.presign().inline(KEY, HOUR, "image/png"), "");

    assertThat(answer.header("Content-Type")).isEqualTo("image/png");
    assertThat(answer.header("Content-Disposition")).isEqualTo("inline");
    assertThatThrownBy(() -> files.presign().inline(KEY, HOUR, "image/svg+xml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("may hold scripts");
  }

  @Test
  void put_asSigned_isStored() throws Exception {
    PresignedRequest request = files.presign().put(KEY, HOUR, "image/png", 4);

    assertThat(send(request, "four").status()).isEqualTo(200);

    assertThat(files.head(KEY).orElseThrow().type()).isEqualTo("image/png");
    assertThat(files.get(KEY).text(10)).isEqualTo("four");
  }

  @Test
  void put_twice_keepsTheFirst() throws Exception {
    PresignedRequest request = files.presign().put(KEY, HOUR, "image/png", 4);
    send(request, "good");

    assertThat(send(request, "evil").status()).isEqualTo(412);

    assertThat(files.get(KEY).text(10)).isEqualTo("good");
  }

  @Test
  void put_otherTypeLengthOrCondition_isRefused() throws Exception {
    PresignedRequest request = files.presign().put(KEY, HOUR, "image/png", 4);
    Map<String, String> html = new HashMap<>(request.headers());
    html.replaceAll((name, value) -> name.equalsIgnoreCase("Content-Type") ? "text/html" : value);
    Map<String, String> unconditional = new HashMap<>(request.headers());
    unconditional.keySet().removeIf(name -> name.equalsIgnoreCase("If-None-Match"));

    assertThat(html).isNotEqualTo(request.headers());
    assertThat(request.headers()).doesNotContainKeys("Content-Length", "content-length", "Host");
    assertThat(unconditional).isNotEqualTo(request.headers());
    assertThat(send(request, html, "four").status()).isEqualTo(403);
    assertThat(send(request, "longer").status()).isEqualTo(403);
    assertThat(send(request, unconditional, "four").status()).isBetween(400, 403);
    assertThat(files.head(KEY)).isEmpty();
  }

  @Test
  void delete_object_isGone() throws Exception {
    files.put(KEY, Content.of("x"));

    assertThat(send(files.presign().delete(KEY, HOUR), "").status()).isEqualTo(204);

    assertThat(files.head(KEY)).isEmpty();
  }

  @Test
  void validity_isCappedByTheCredentials(S3Server server) {
    Instant end = Instant.now().plusSeconds(600);
    S3ObjectStorage brief = bucket
        .storage()
        .credentials(() -> AwsSessionCredentials.builder()
            .accessKeyId(server.accessKey())
            .secretAccessKey(server.secretKey())
            .sessionToken("token")
            .expirationTime(end)
            .build())
        .build();

    assertThat(brief.presign().get(KEY, HOUR).expiresAt()).isBeforeOrEqualTo(end.plusSeconds(1));
    assertThat(files.presign().get(KEY, HOUR).expiresAt()).isAfter(end);
    assertThatThrownBy(() -> files.presign().get(KEY, Duration.ofDays(8)))
        .hasMessageContaining("1 s to 7 days");
    brief.close();
  }

  @Test
  void publicEndpoint_isWhereTheHolderGoes() {
    S3ObjectStorage behind =
        bucket.storage().publicEndpoint(URI.create("https://files.example.com")).build();

    URI uri = behind.presign().get(KEY, HOUR).uri();

    assertThat(uri.getHost()).isEqualTo("files.example.com");
    behind.close();
  }

  @Test
  void toString_request_holdsNoSignature() {
    PresignedRequest request = files.presign().get(KEY, HOUR);

    assertThat(request.uri().getQuery()).contains("X-Amz-Signature=");
    assertThat(request.toString()).contains("GET http://").doesNotContain("X-Amz");
  }

  private static int sendForm(PresignedPost form, String field, String value, String file)
      throws IOException {
    Map<String, String> fields = new LinkedHashMap<>(form.fields());
    fields.replace(field, value);
    return Http.send(form, fields, file.getBytes(UTF_8)).status();
  }

  @Test
  void post_asSigned_isStored() throws Exception {
    PresignedPost form = files.presign().post(KEY, HOUR, "image/png", 4);

    assertThat(Http.send(form, form.fields(), "four".getBytes(UTF_8)).status()).isEqualTo(204);

    assertThat(files.head(KEY).orElseThrow().type()).isEqualTo("image/png");
    assertThat(files.get(KEY).text(10)).isEqualTo("four");
    assertThat(form.expiresAt()).isBetween(Instant.now(), Instant.now().plus(HOUR));
  }

  @Test
  void post_anythingElseThanSigned_isRefused() throws Exception {
    Presigner presign = files.presign();
    PresignedPost form = presign.post(KEY, HOUR, "image/png", 4);

    assertThat(sendForm(form, "key", KEY.value(), "large")).isEqualTo(400);
    assertThat(sendForm(form, "key", KEY.value(), "")).isEqualTo(400);
    assertThat(sendForm(form, "key", "a folder/other", "four")).isEqualTo(403);
    assertThat(sendForm(form, "Content-Type", "text/html", "four")).isEqualTo(403);
    assertThat(sendForm(form, "x-amz-signature", "0".repeat(64), "four")).isEqualTo(403);
    String policy =
        String.valueOf(presign.post(KEY, HOUR, "image/png", 9).fields().get("policy"));
    assertThat(sendForm(form, "policy", policy, "larger")).isEqualTo(403);
    assertThat(files.list("")).isEmpty();
  }

  @Test
  void post_expired_isRefused() throws Exception {
    SettableClock clock = SettableClock.at(Instant.now().minusSeconds(3_700));
    try (S3ObjectStorage late = bucket.storage().clock(clock).build()) {
      PresignedPost form = late.presign().post(KEY, HOUR, "image/png", 4);

      assertThat(sendForm(form, "key", KEY.value(), "four")).isEqualTo(403);
    }
    assertThat(files.list("")).isEmpty();
  }

  @Test
  void post_secrets_areNotInItsText() {
    PresignedPost form = files.presign().post(KEY, HOUR, "image/png", 4);

    assertThat(form.fields()).containsKey("x-amz-signature");
    assertThat(form.toString())
        .contains("POST http://")
        .doesNotContain(String.valueOf(form.fields().get("x-amz-signature")), "policy");
    assertThatThrownBy(() -> files.presign().post(KEY, HOUR, "image/png", 0))
        .hasMessageContaining("maxBytes: 0");
  }

  /** A checksum that is signed without the bytes is that of nothing, and no upload would match it. */
  @Test
  void put_signed_bindsNoChecksumOfNothing() {
    PresignedRequest request = files.presign().put(KEY, HOUR, "image/png", 4);

    assertThat(request.uri().getQuery()).doesNotContainIgnoringCase("checksum");
    assertThat(request.headers().toString()).doesNotContainIgnoringCase("checksum");
  }

  @Test
  void presign_afterClose_isRefused() {
    Presigner presign = files.presign();
    assertThat(presign.get(KEY, HOUR).method()).isEqualTo("GET");
    files.close();

    assertThatThrownBy(() -> presign.get(KEY, HOUR)).isInstanceOf(IllegalStateException.class);
  }
}
