// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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

  private record Answer(int status, String body, HttpURLConnection connection) {

    String header(String name) {
      return connection.getHeaderField(name);
    }
  }

  private static Answer send(PresignedRequest request, String body) throws IOException {
    return send(request, request.headers(), body);
  }

  private static Answer send(PresignedRequest request, Map<String, String> headers, String body)
      throws IOException {
    HttpURLConnection http = (HttpURLConnection) request.uri().toURL().openConnection();
    http.setRequestMethod(request.method());
    http.setReadTimeout(30_000);
    headers.forEach(http::setRequestProperty);
    if (!body.isEmpty()) {
      http.setDoOutput(true);
      http.setFixedLengthStreamingMode(body.length());
      http.getOutputStream().write(body.getBytes(UTF_8));
    }
    int status = http.getResponseCode();
    String text = status < 300 ? new String(http.getInputStream().readAllBytes(), UTF_8) : "";
    return new Answer(status, text, http);
  }

  @Test
  void get_object_isAnAttachment() throws Exception {
    files.put(KEY, Content.of("<script>").type("text/html"));

    Answer answer = send(files.presign().get(KEY, HOUR), "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<script>");
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
}
