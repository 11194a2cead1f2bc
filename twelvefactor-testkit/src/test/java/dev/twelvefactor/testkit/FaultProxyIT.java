// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class FaultProxyIT {

  private static RedisProcess redis;

  private FaultProxy proxy;
  private Socket socket;

  @BeforeAll
  static void share(RedisProcess process) {
    redis = process;
  }

  @BeforeEach
  void connect() throws IOException {
    redis.command("FLUSHALL");
    proxy = FaultProxy.to(redis.host(), redis.port());
    socket = new Socket(proxy.host(), proxy.port());
    socket.setSoTimeout(10_000);
    assertThat(exchange("PING")).isEqualTo("+PONG\r\n");
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    proxy.close();
  }

  @Test
  void pass_traffic_isCounted() {
    assertThat(proxy.connections()).isEqualTo(1);
    assertThat(proxy.requestBytes()).isEqualTo("PING\r\n".length());
    assertThat(proxy.replyBytes()).isEqualTo("+PONG\r\n".length());
  }

  @Test
  void delay_roundTrip_takesBothWays() throws IOException {
    proxy.delay(Duration.ofMillis(60));
    long start = System.nanoTime();

    assertThat(exchange("PING")).isEqualTo("+PONG\r\n");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(120));
  }

  @Test
  void cutAfterRequestBytes_middleOfACommand_serverNeverRunsIt() throws IOException {
    long before = proxy.requestBytes();
    proxy.cutAfterRequestBytes(8);

    send("INCR counter");

    assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    assertThat(proxy.requestBytes() - before).isEqualTo(8);
    assertThat(redis.command("EXISTS", "counter")).isEqualTo("0");
    assertPassesAgain();
  }

  @Test
  void cutAfterReplyBytes_middleOfAReply_endsThere() throws IOException {
    proxy.cutAfterReplyBytes(3);

    send("PING");

    assertThat(socket.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("+PO");
    assertPassesAgain();
  }

  @Test
  void cutBeforeReply_write_isAppliedAndItsReplyLost() throws IOException {
    proxy.cutBeforeReply();

    send("INCR counter");

    assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    assertThat(redis.command("GET", "counter")).isEqualTo("1");
    assertPassesAgain();
  }

  @Test
  void dropReplies_write_isAppliedAndTheConnectionStays() throws IOException {
    proxy.dropReplies();

    send("INCR counter");
    assertNothingArrives();

    assertThat(redis.command("GET", "counter")).isEqualTo("1");
    proxy.pass();
    assertThat(exchange("PING")).isEqualTo("+PONG\r\n");
  }

  @Test
  void blackHole_request_arrivesAfterPass() throws IOException {
    proxy.blackHole();

    send("INCR counter");
    assertNothingArrives();

    assertThat(redis.command("EXISTS", "counter")).isEqualTo("0");
    try (Socket another = new Socket(proxy.host(), proxy.port())) {
      assertThat(another.isConnected()).isTrue();
    }
    proxy.pass();
    assertThat(socket.getInputStream().readNBytes(4)).asString(UTF_8).isEqualTo(":1\r\n");
  }

  @Test
  void reset_openConnection_isReset() {
    proxy.reset();

    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void refuse_newConnection_isResetAndTheOpenOnePasses() throws IOException {
    proxy.refuse();

    try (Socket another = new Socket(proxy.host(), proxy.port())) {
      assertThatThrownBy(() -> another.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(exchange("PING")).isEqualTo("+PONG\r\n");
    proxy.pass();
    assertPassesAgain();
  }

  @Test
  void answer_http_isTheCannedReply() throws Exception {
    proxy.answer(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"
            .getBytes(UTF_8));
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://" + proxy.host() + ":" + proxy.port()))
        .version(HttpClient.Version.HTTP_1_1)
        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[100_000]))
        .build();

    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("busy");
  }

  @Test
  void answer_serverDown_isGivenAllTheSame() throws IOException {
    try (FaultProxy nowhere = FaultProxy.to("127.0.0.1", 1)) {
      nowhere.answer("-LOADING\r\n".getBytes(UTF_8));
      try (Socket client = new Socket(nowhere.host(), nowhere.port())) {
        client.getOutputStream().write("PING\r\n".getBytes(UTF_8));

        assertThat(client.getInputStream().readAllBytes())
            .asString(UTF_8)
            .isEqualTo("-LOADING\r\n");
      }
    }
  }

  @Test
  void close_inABlackHole_endsTheConnections() {
    proxy.blackHole();

    proxy.close();
    proxy.close();

    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> new Socket(proxy.host(), proxy.port()).close())
        .isInstanceOf(IOException.class);
  }

  private void assertPassesAgain() throws IOException {
    socket.close();
    socket = new Socket(proxy.host(), proxy.port());
    assertThat(exchange("PING")).isEqualTo("+PONG\r\n");
  }

  private void assertNothingArrives() throws IOException {
    socket.setSoTimeout(200);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(10_000);
  }

  private void send(String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
  }

  private String exchange(String command) throws IOException {
    send(command);
    return new String(socket.getInputStream().readNBytes("+PONG\r\n".length()), UTF_8);
  }
}
