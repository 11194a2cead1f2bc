// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class S3RowsIT {

  private static Map<String, String> running(String endpoint) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TWELVEFACTOR_TEST_S3_ENDPOINT", endpoint);
    environment.put("TWELVEFACTOR_TEST_S3_BUCKET", "mine");
    environment.put("TWELVEFACTOR_TEST_S3_ACCESS_KEY", "key");
    environment.put("TWELVEFACTOR_TEST_S3_SECRET_KEY", "sesame");
    return environment;
  }

  @Test
  void open_endpointOfARunningServer_isUsedWithItsBucket() {
    try (S3Backend embedded = S3Backends.open(Map.of())) {
      Map<String, String> environment = running(embedded.endpoint().toString());
      environment.put("TWELVEFACTOR_TEST_S3_REGION", "eu-north-1");

      S3Server server = S3Server.shared(S3Backends.open(environment));

      assertThat(server.endpoint()).isEqualTo(embedded.endpoint());
      assertThat(server.bucket()).isEqualTo("mine");
      assertThat(server.region()).isEqualTo("eu-north-1");
      assertThat(server.accessKey()).isEqualTo("key");
      assertThat(server.secretKey()).isEqualTo("sesame");
      assertThat(server.version()).contains("TWELVEFACTOR_TEST_S3_ENDPOINT");
    }
  }

  @Test
  void start_serverOfItsOwn_answersPagesOfAnyOriginUntilItIsClosed() throws Exception {
    URI address;
    try (S3Server server = S3Server.start()) {
      address = server.endpoint().resolve("/" + server.bucket() + "/key");

      HttpResponse<Void> answer = preflight(address);

      assertThat(answer.statusCode()).isBetween(200, 204);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
          .hasValueSatisfying(origin -> assertThat(origin).isIn("*", "http://shop.example"));
    }
    assertThatThrownBy(() -> preflight(address)).isInstanceOf(IOException.class);
  }

  /** What a browser asks before a page of another origin may upload. */
  private static HttpResponse<Void> preflight(URI address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address)
        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
        .header("Origin", "http://shop.example")
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "content-type")
        .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
  }

  @Test
  void open_endpointWithoutABucket_namesTheVariable() {
    Map<String, String> environment = running("http://127.0.0.1:1");
    environment.remove("TWELVEFACTOR_TEST_S3_BUCKET");

    assertThatThrownBy(() -> S3Backends.open(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TWELVEFACTOR_TEST_S3_BUCKET is not set");
  }

  @Test
  void open_endpointWhereNothingAnswers_saysSo() {
    assertThatThrownBy(() -> S3Backends.open(running("http://127.0.0.1:1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("No S3 answers at http://127.0.0.1:1")
        .hasMessageNotContaining("sesame");
  }

  @Test
  void open_endpointOfAnotherKind_saysWhatIsExpected() {
    assertThatThrownBy(() -> S3Backends.open(running("127.0.0.1:9000")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://host:9000");
  }

  @Test
  void image_notSet_namesTheVariable() {
    assertThatThrownBy(() -> S3Container.image(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TWELVEFACTOR_TEST_S3_IMAGE is not set");
  }
}
