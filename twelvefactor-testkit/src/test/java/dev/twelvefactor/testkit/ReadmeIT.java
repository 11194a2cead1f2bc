// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The code of the README. */
class ReadmeIT {

  @Test
  void faults_betweenClientAndServer_areSeen() throws IOException {
    try (RedisProcess redis = RedisProcess.start()) {
      // @start region="faults"
      try (FaultProxy proxy = FaultProxy.to(redis.host(), redis.port());
          Socket client = new Socket(proxy.host(), proxy.port())) {
        proxy.cutBeforeReply(); // the server does it, the client never hears
        client.getOutputStream().write("SET cart tea\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(redis.command("GET", "cart")).isEqualTo("tea");
      // @end
    }
  }

  @Test
  void childJvm_signalled_ends() {
    // @start region="processes"
    try (ChildJvm service = ChildJvm.of(Service.class).environment("PORT", "0").start()) {
      service.awaitLine("listening", Duration.ofSeconds(20));
      service.signal("TERM");
      assertThat(service.awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
    }
    // @end
  }

  /** A service that does nothing. */
  static final class Service {

    private Service() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("listening on " + System.getenv("PORT"));
      Thread.currentThread().join();
    }
  }

  @Test
  void time_andChance_areRepeatable() {
    // @start region="time"
    SettableClock clock = SettableClock.create(); // an InstantSource
    Instant before = clock.instant();
    clock.advance(Duration.ofHours(1));

    RandomCases.run(1_000, (random, index) -> { // a failure names -Dtwelvefactor.test.seed
      int number = random.nextInt();
      assertThat(Integer.parseInt(Integer.toString(number))).isEqualTo(number);
    });
    // @end

    assertThat(clock.instant()).isEqualTo(before.plusSeconds(3600));
  }
}

// @start region="servers"
@WithRedis
class CartIT {

  @Test
  void survives(RedisServer redis) { // shared by all tests of the run
    assertThat(redis.url()).startsWith("redis://");
  }

  @Test
  void counts(RedisProcess redis) { // a redis-server of its own, fresh for this test
    redis.command("SET", "cart", "tea");
    assertThat(redis.commandCalls()).containsEntry("set", 1L);
    redis.freeze(); // SIGSTOP; there are kill(), restart() and thaw() too
  }
}

@WithS3
class FilesIT {

  @Test
  void uploads(S3Server s3) { // one server a run, a new bucket for this test
    assertThat(s3.bucket()).isNotEmpty();
  }
}

// @end

// @start region="topologies"
@WithRedis
class TopologiesIT {

  @Test
  void failsOver(RedisCluster cluster) { // three primaries with a replica each
    assertThat(cluster.url()).startsWith("redis://127.0.0.1:").contains(",");
    RedisProcess before = cluster.primaryOf("{cart}:1");
    cluster.handOver("{cart}:1"); // its replica takes over; there is crash() too
    assertThat(cluster.primaryOf("{cart}:1")).isNotSameAs(before);
  }

  @Test
  void watches(RedisSentinel redis) { // a primary, its replica and a Sentinel
    assertThat(redis.url()).startsWith("redis-sentinel://");
    redis.handOver(); // as above
  }

  @Test
  void guards() {
    try (ServerCertificate certificate = ServerCertificate.create(); // self-signed
        RedisProcess redis = RedisProcess.builder()
            .certificate(certificate)
            .user("shop", "secret", "~cart:*", "+@all")
            .start()) {
      assertThat(redis.url()).startsWith("rediss://shop:secret@");
    }
  }
}

// @end
