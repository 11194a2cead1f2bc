// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.PutOptions;
import java.net.URI;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Which buffers count against the memory of a storage, and until when. */
class PartsIT {

  private static final int MIB = 1024 * 1024;
  private static final int PART = 8 * MIB;
  private static final int BUDGET = 64 * MIB;

  private final Workers workers = new Workers();
  private final Draft draft = Draft.of(ObjectKey.of("large"), "a/b", PutOptions.none());
  private SinkServer sink;
  private S3ObjectStorage files;
  private Parts parts;

  @BeforeEach
  void open() throws Exception {
    sink = new SinkServer();
    files = storage(sink.endpoint());
    parts = new Parts(files.objects(), workers, draft);
  }

  @AfterEach
  void close() throws Exception {
    parts.abort();
    files.close();
    workers.close();
    sink.close();
  }

  private static S3ObjectStorage storage(URI endpoint) {
    return S3ObjectStorage.builder("sink")
        .endpoint(endpoint)
        .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .build();
  }

  private void sendTwo() {
    byte[] next = parts.send(new byte[PART], PART, PART);
    parts.send(next, PART, PART);
    Awaitility.await().untilAsserted(() -> assertThat(sink.received()).isEqualTo(2L * PART));
  }

  private boolean isAllFree() {
    if (!workers.tryReserve(BUDGET)) {
      return false;
    }
    workers.giveBack(BUDGET);
    return true;
  }

  @Test
  void send_partThatHasArrived_isReservedAsLongAsItsBufferIsHeld() {
    assertThat(isAllFree()).isTrue();

    sendTwo();

    assertThat(workers.tryReserve(BUDGET - 8 * MIB + 1)).isFalse();
  }

  @Test
  void complete_all_givesEverythingBack() {
    sendTwo();

    parts.complete(new CertainWrite(files.objects(), draft, 2L * PART));

    assertThat(isAllFree()).isTrue();
    parts.abort();
    assertThat(isAllFree()).isTrue();
  }

  @Test
  void abort_all_givesEverythingBack() {
    sendTwo();

    parts.abort();

    assertThat(isAllFree()).isTrue();
  }

  @Test
  void send_bufferOfAPartThatHasArrived_isFilledAgain() {
    byte[] first = new byte[PART];
    byte[] second = parts.send(first, PART, PART);
    Awaitility.await().untilAsserted(() -> {
      assertThat(sink.received()).isEqualTo(PART);
      assertThat(parts.send(second, 0, PART)).isSameAs(first);
    });
    parts.abort();
  }

  @Test
  void send_withoutMemoryToSpare_keepsNothing() {
    byte[] next = parts.send(new byte[PART], PART, PART);
    assertThat(workers.tryReserve(BUDGET - PART)).isTrue();

    assertThat(parts.send(next, PART, PART)).isNotNull();

    assertThat(sink.received()).isEqualTo(2L * PART);
    workers.giveBack(BUDGET - PART);
    parts.abort();
    assertThat(isAllFree()).isTrue();
  }
}
