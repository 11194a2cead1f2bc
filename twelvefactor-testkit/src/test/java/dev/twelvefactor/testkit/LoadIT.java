// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Balancer and clients before a server that answers whatever the test likes. */
class LoadIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String READY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String NOT_READY = "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n";

  private final AtomicInteger connections = new AtomicInteger();
  private volatile String answer = READY;
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  /** One request a connection; an empty answer is none at all. */
  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept();
          InputStream in = socket.getInputStream()) {
        connections.incrementAndGet();
        int unused = in.read(new byte[1024]);
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The test is over, or its client has gone.
      }
    }
  }

  private LoadBalancer balancer() throws InterruptedException {
    LoadBalancer balancer =
        LoadBalancer.start(server.getLocalPort(), "/ready", Duration.ofMillis(1));
    assertThat(balancer.awaitReady(PATIENCE)).isTrue();
    return balancer;
  }

  /** Until some more probes have been answered. */
  private void awaitProbes() {
    int enough = connections.get() + 5;
    Wait.until("five more probes came", PATIENCE, () -> connections.get() >= enough);
  }

  @Test
  void balancer_probesThatFailBeforeTheSignal_stillRoutes() throws InterruptedException {
    try (LoadBalancer balancer = balancer()) {
      for (String failure : new String[] {"", "HTTP/1.1 what\r\n\r\n", "HTTP/1.1 404 No\r\n\r\n"}) {
        answer = failure;
        awaitProbes();
        assertThat(balancer.routes()).isTrue();
      }

      balancer.signalled();

      assertThat(balancer.awaitAway(PATIENCE)).isTrue();
      assertThat(balancer.routes()).isFalse();
    }
  }

  @Test
  void balancer_notReadyBeforeTheSignal_routesNoMore() throws InterruptedException {
    try (LoadBalancer balancer = balancer()) {
      answer = NOT_READY;

      assertThat(balancer.awaitAway(PATIENCE)).isTrue();
      assertThat(balancer.routes()).isFalse();
    }
  }

  @Test
  void clients_answersThatAreNone_countEachRequestOnce() throws InterruptedException {
    answer = "HTTP/1.1 what\r\n\r\n";
    CountDownLatch requests = new CountDownLatch(20);
    LoadClients clients = new LoadClients(
        server.getLocalPort(),
        "/work",
        PATIENCE,
        () -> {
          requests.countDown();
          return requests.getCount() > 0;
        },
        1);

    clients.start(2);
    clients.join();

    assertThat(clients.sent.get()).isPositive();
    assertThat(clients.dropped()).hasSize(clients.sent.get());
    assertThat(clients.dropped().get(0)).contains("NumberFormatException");
  }

  @Test
  void clients_requestsOfWhichNothingBecame_areDropped() {
    LoadClients clients = new LoadClients(server.getLocalPort(), "/work", PATIENCE, () -> false, 1);
    clients.sent.addAndGet(3);
    clients.answered.incrementAndGet();

    assertThat(clients.dropped()).hasSize(2).allMatch(drop -> drop.contains("nothing became"));
  }
}
