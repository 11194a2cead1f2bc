// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The code of the documentation does what the documentation says. */
class LifecycleSnippetsTest {

  private final Machine machine = Machine.running();

  @Test
  void coordinator_installed_isRunning() {
    ShutdownCoordinator shutdown = LifecycleSnippets.coordinator(Map.of(), () -> {});

    assertThat(shutdown.readiness().ready()).isTrue();
    shutdown.uninstall();
  }

  @Test
  void gate_untilDraining_letsEventsThrough() {
    AtomicInteger seen = new AtomicInteger();

    LifecycleSnippets.gate(
        machine.shutdown,
        List.<Runnable>of(seen::incrementAndGet, seen::incrementAndGet).iterator());

    assertThat(seen).hasValue(2);
  }

  @Test
  void lazy_used_isMade() {
    assertThat(LifecycleSnippets.lazy(machine.shutdown).get()).hasToString("loaded, used");
  }

  @Test
  void permit_drainingOrNot_answersOrRefuses() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.createContext("/", http -> LifecycleSnippets.handle(machine.shutdown, http));
    server.createContext("/ready", http -> LifecycleSnippets.probes(machine.shutdown, http));
    server.start();
    try {
      assertThat(get(server, "/orders").body()).isEqualTo("the orders");
      assertThat(get(server, "/ready").statusCode()).isEqualTo(200);
      Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");
      machine.drain();

      assertThat(get(server, "/orders").statusCode()).isEqualTo(503);
      assertThat(get(server, "/orders").body()).isEqualTo("try again in 1 s");
      assertThat(get(server, "/ready").statusCode()).isEqualTo(503);
      open.close();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void server_wired_answersSaysCloseAndStops() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server = LifecycleSnippets.server(machine.shutdown, 0, threads, http -> "done");
    server.start();
    assertThat(get(server, "/").body()).isEqualTo("done");
    assertThat(get(server, "/").headers().firstValue("Connection")).isEmpty();

    machine.jvm.signal("TERM");

    HttpResponse<String> inLameDuck = get(server, "/");
    assertThat(inLameDuck.statusCode()).isEqualTo(200);
    assertThat(inLameDuck.headers().firstValue("Connection")).contains("close");
    assertThat(get(server, "/live").statusCode()).isEqualTo(200);
    assertThat(get(server, "/ready").statusCode()).isEqualTo(503);
    ShutdownReport report = machine.report();
    assertThat(report.steps()).extracting(ShutdownReport.Step::name).containsExactly("http");
    assertThatThrownBy(() -> get(server, "/live")).isInstanceOf(IOException.class);
    threads.shutdown();
  }

  @Test
  void server_requestThatOutlivesTheSignal_saysClose() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    HttpServer server = LifecycleSnippets.server(machine.shutdown, 0, threads, http -> {
      working.countDown();
      LazyTest.awaitQuietly(go);
      return "done";
    });
    server.start();
    var answer = HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(uri(server, "/")).build(), ofString());
    working.await();

    machine.jvm.signal("TERM");
    go.countDown();

    assertThat(answer.get().statusCode()).isEqualTo(200);
    assertThat(answer.get().headers().firstValue("Connection")).contains("close");
    ShutdownReport unused = machine.report();
    threads.shutdown();
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static HttpResponse<String> get(HttpServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri(server, path)).build(), ofString());
  }

  private static URI uri(HttpServer server, String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }
}
