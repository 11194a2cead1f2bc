// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.first;
import static dev.twelvefactor.storage.s3.ScriptedProxy.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.ObjectWriter;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what is under way when a storage closes or a thread is interrupted. */
@WithS3
class ClosingIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final int MIB = 1024 * 1024;
  private static final Duration LONG = Duration.ofMinutes(1);

  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage direct;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    direct = bucket.storage().build();
    files = bucket.storage(proxy.endpoint()).build();
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    direct.close();
    proxy.close();
    bucket.close();
  }

  /** Begins an upload in parts, and leaves it at that. */
  private void beginParts(String key) {
    ObjectWriter writer = files.writer(ObjectKey.of(key), "a/b", UnaryOperator.identity());
    writer.write(new byte[9 * MIB], 0, 9 * MIB);
  }

  @Test
  void close_serverThatIsSilent_endsAllUploadsInOneBound() {
    List.of("a", "b", "c").forEach(this::beginParts);
    proxy.on("^DELETE", silence());
    long start = System.nanoTime();

    files.close(Duration.ofMillis(1));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    assertThat(proxy.count("^DELETE")).isEqualTo(3);
  }

  @Test
  void close_onAnInterruptedThread_stillAborts() {
    List.of("a", "b", "c").forEach(this::beginParts);
    Awaitility.await().until(() -> proxy.count("^PUT.*partNumber") == 3);
    Thread.currentThread().interrupt();

    files.close(Duration.ofMillis(1));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(proxy.count("^DELETE")).isEqualTo(3);
    Awaitility.await().untilAsserted(() -> assertThat(bucket.uploads()).isEmpty());
  }

  /** Holds whoever waits for it until the storage takes no more calls. */
  private void awaitClosing() {
    Awaitility.await().until(() -> {
      try {
        files.presign();
        return false;
      } catch (IllegalStateException e) {
        return true;
      }
    });
  }

  @Test
  void close_putUnderWay_waitsForIt() {
    CountDownLatch reading = new CountDownLatch(1);
    InputStream slow = new InputStream() {
      private final InputStream bytes = new ByteArrayInputStream(new byte[] {'x'});

      @Override
      public int read() {
        throw new AssertionError("read in pieces");
      }

      @Override
      public int read(byte[] to, int offset, int count) throws java.io.IOException {
        reading.countDown();
        awaitClosing();
        return bytes.read(to, offset, count);
      }
    };
    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
      await(reading);
      files.close();
    });

    files.put(KEY, Content.of(slow, 1));

    closing.join();
    assertThat(direct.get(KEY).text(10)).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"head", "get", "list", "delete", "verify", "sweep"})
  void close_callUnderWay_waitsForIt(String verb) {
    direct.put(KEY, Content.of("x"));
    CountDownLatch asked = new CountDownLatch(1);
    proxy.on("", 1, first(() -> {
      asked.countDown();
      awaitClosing();
    }));
    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
      await(asked);
      files.close();
    });

    switch (verb) {
      case "head" -> assertThat(files.head(KEY)).isPresent();
      case "get" -> files.get(KEY);
      case "list" -> assertThat(files.list("")).hasSize(1);
      case "delete" -> assertThat(files.delete(List.of(KEY)).failed()).isEmpty();
      case "verify" -> assertThat(files.verify().conditionalWrites()).isTrue();
      default -> assertThat(files.abortStaleUploads("", Duration.ofHours(1))).isZero();
    }

    closing.join();
    assertThatThrownBy(() -> files.head(KEY)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void put_interruptedWhileAPartIsSent_abortsWhenThatHasEnded() {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    proxy.on("^PUT.*partNumber=1", exchange -> {
      sending.countDown();
      await(interrupted);
      order.add("part");
      exchange.pass();
    });
    proxy.on("^DELETE", first(() -> order.add("abort")));
    Thread putting = Thread.currentThread();
    CompletableFuture<Void> interrupting = CompletableFuture.runAsync(() -> {
      await(sending);
      putting.interrupt();
    });

    try (S3ObjectStorage single = bucket.storage(proxy.endpoint()).parallel(1).build()) {
      Content content = Content.of(new ByteArrayInputStream(new byte[20 * MIB]));
      assertThatThrownBy(() -> single.put(KEY, content))
          .isInstanceOfSatisfying(
              ObjectStorageException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));
      assertThat(Thread.interrupted()).isTrue();
      interrupting.join();
      Awaitility.await().until(ClosingIT::isAnAbortWaiting);
      interrupted.countDown();

      Awaitility.await().untilAsserted(() -> assertThat(order).containsExactly("part", "abort"));
      Awaitility.await().untilAsserted(() -> assertThat(bucket.uploads()).isEmpty());
    }
  }

  /** For parts that are in flight. */
  private static boolean isAnAbortWaiting() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Stream::of)
        .anyMatch(frame -> frame.getClassName().equals(MultipartUpload.class.getName())
            && frame.getMethodName().equals("awaitEnd"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
