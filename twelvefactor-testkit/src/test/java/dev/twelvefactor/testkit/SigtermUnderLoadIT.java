// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SigtermUnderLoadIT {

  /** Answers in all ways that there are; of four requests two are answered, one chunked. */
  static final class Moody {
    private static final AtomicInteger requests = new AtomicInteger();
    private static final CountDownLatch told = new CountDownLatch(1);
    private static volatile long latest;
    private static volatile boolean ready = true;

    public static void main(String[] arguments) throws IOException {
      int port = Integer.parseInt(System.getenv("PORT"));
      HttpServer server = HttpServer.create(new InetSocketAddress("localhost", port), 0);
      server.createContext("/ready", Moody::ready);
      server.createContext("/work", Moody::work);
      server.setExecutor(Executors.newFixedThreadPool(8));
      Thread hook = new Thread(
          () -> {
            ready = false;
            awaitSilence();
          },
          "hook");
      Runtime.getRuntime().addShutdownHook(hook);
      server.start();
    }

    private static void ready(HttpExchange http) throws IOException {
      boolean yes = ready;
      answer(http, yes ? 200 : 503, false);
      if (!yes) {
        told.countDown();
      }
    }

    /** Until the balancer has been told, and has sent nothing for a second. */
    private static void awaitSilence() {
      try {
        told.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      latest = System.nanoTime();
      while (System.nanoTime() - latest < Duration.ofSeconds(1).toNanos()) {
        Thread.onSpinWait();
      }
    }

    private static void work(HttpExchange http) throws IOException {
      latest = System.nanoTime();
      long unused = http.getRequestBody().readAllBytes().length;
      switch (requests.incrementAndGet() % 4) {
        case 0 -> answer(http, 200, true);
        case 1 -> http.sendResponseHeaders(204, -1);
        case 2 -> answer(http, 503, false);
        default -> http.close();
      }
    }

    private static void answer(HttpExchange http, int status, boolean chunked) throws IOException {
      http.sendResponseHeaders(status, chunked ? 0 : 4);
      http.getResponseBody().write(new byte[] {'d', 'o', 'n', 'e'});
      http.close();
    }
  }

  private static SigtermUnderLoad moody(int port) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return SigtermUnderLoad.of(
            java, "-cp", System.getProperty("java.class.path"), Moody.class.getName())
        .environment("PORT", Integer.toString(port))
        .clients(4);
  }

  @Test
  void run_serviceOfManyMoods_countsEachRequestOnce() {
    int port = SigtermUnderLoad.freePort();

    SigtermUnderLoad.Outcome outcome = moody(port).run(port, "/ready", "/work");

    assertThat(outcome.answered() + outcome.refused() + outcome.dropped() + outcome.failed())
        .isEqualTo(outcome.sent());
    assertThat(outcome.answered()).isBetween(outcome.sent() / 2 - 4, outcome.sent() / 2 + 4);
    assertThat(outcome.refused()).isBetween(outcome.sent() / 4 - 4, outcome.sent() / 4 + 4);
    assertThat(outcome.dropped()).isBetween(outcome.sent() / 4 - 4, outcome.sent() / 4 + 4);
    assertThat(outcome.failed()).isZero();
    assertThat(outcome.exitCode()).isEqualTo(128 + 15);
    assertThat(outcome.untilExit()).isGreaterThanOrEqualTo(outcome.untilAway());
  }

  @Test
  void run_serviceThatIsNeverReady_failsWithItsOutput() {
    int port = SigtermUnderLoad.freePort();

    assertThatThrownBy(
            () -> moody(port).patience(Duration.ofSeconds(2)).run(port, "/nowhere", "/work"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("was not ready within PT2S");
  }
}
