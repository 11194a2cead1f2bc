// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JournalTest {

  /** As an encoder in another backend asks for lines, which writes them itself. */
  @Test
  void line_theFirst_followsALineForEachBadSetting() {
    Journal journal = Recorder.of("LOG_SCHEMA", "esc").journal();

    String first = line(journal);

    assertThat(first.lines())
        .satisfiesExactly(
            problem -> assertThat(problem).contains("log_setting_ignored", "LOG_SCHEMA", "esc"),
            own -> assertThat(own).contains("\"event\":\"paid\""));
    assertThat(line(journal).lines()).hasSize(1);
  }

  private static String line(Journal journal) {
    EventDraft draft = journal.begin(Severity.INFO, "com.acme.Orders");
    draft.event("paid");
    draft.origin.now();
    return new String(journal.line(draft), UTF_8);
  }

  @Test
  void number_ofACard_isMaskedWhateverItsType() {
    long card = 4111_1111_1111_1111L;

    assertThat(Recorder.of()
            .log("paid", "a", card, "b", BigInteger.valueOf(card), "c", BigDecimal.valueOf(card))
            .toString())
        .doesNotContain("4111")
        .contains("\"a\":\"[REDACTED]\"", "\"b\":\"[REDACTED]\"", "\"c\":\"[REDACTED]\"");
  }

  /** The reader has gone first, and then stopped: the last step of a shutdown must not hang. */
  @Test
  void flush_intoAPipeThatNobodyReads_endsInTime() {
    CountDownLatch never = new CountDownLatch(1);
    OutputStream pipe = new OutputStream() {
      private boolean full;

      @Override
      public void write(int single) {
        throw new AssertionError("lines are written whole");
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        if (!full) {
          full = true;
          throw new IOException("Broken pipe");
        }
        try {
          never.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
    StdoutSink sink = new StdoutSink(pipe, /* inParts= */ false, null);
    Journal journal = new Journal(LineFormat.of(Recorder.settings()), sink, null);
    EventDraft draft = journal.begin(Severity.INFO, "com.acme.Orders");
    draft.event("paid");
    journal.write(draft);

    assertThat(journal.flush(Duration.ofMillis(100))).isFalse();

    never.countDown();
  }
}
