// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

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

  /** The MDC has the fields of the context too, but others may stand before, between and behind. */
  @Test
  void mdc_withFieldsOfTheContextAndOthers_showsEachOnce() {
    Recorder recorder = Recorder.of();
    Field[] context = {Field.of("a", 1), Field.of("b", 2)};
    for (String order : List.of("xabcy", "axbyc", "bca", "cab", "")) {
      MdcEntries.clear();
      order.chars().forEach(key -> MdcEntries.own().put(Character.toString(key), "m"));

      for (int again = 0; again < 2; again++) {
        JsonNode event = event(recorder, context, MdcEntries.own().texts());

        assertThat(event.path("a").intValue()).isEqualTo(1);
        assertThat(event.path("b").intValue()).isEqualTo(2);
        for (char key : "xyc".toCharArray()) {
          assertThat(event.path(Character.toString(key)).asText())
              .isEqualTo(order.indexOf(key) < 0 ? "" : "m");
        }
      }
    }
    MdcEntries.clear();
  }

  @Test
  void mdc_secretsInIt_areMaskedEachTime() {
    Recorder recorder = Recorder.of();
    MdcEntries.own().put("session_token", "s3cr3t");
    MdcEntries.own().put("query", "password=s3cr3t");

    for (int again = 0; again < 3; again++) {
      assertThat(event(recorder, EventDraft.NO_FIELDS, MdcEntries.own().texts()).toString())
          .contains("session_token", "query")
          .doesNotContain("s3cr3t");
    }
    MdcEntries.clear();
  }

  /** What is kept of a field is never what an event that was too long had to make of it. */
  @Test
  void context_ofAnEventThatIsTooLong_isWholeInTheNextOne() {
    Recorder recorder = Recorder.of("LOG_MAX_EVENT_BYTES", "2048");
    String value = "v".repeat(400);
    Field[] context = {
      Field.of("tenant", value),
      Field.of("region", value),
      Field.of("a", value),
      Field.of("b", value)
    };

    EventDraft draft = recorder.begin(Severity.INFO, "paid");
    draft.context(context, Map.of());
    draft.add("text", "t".repeat(2000));
    JsonNode cut = recorder.write(draft);

    assertThat(cut.path("truncated").booleanValue()).isTrue();
    assertThat(cut.path("tenant").textValue()).isNotEqualTo(value);
    for (int again = 0; again < 2; again++) {
      JsonNode whole = event(recorder, context, Map.of());
      assertThat(whole.path("tenant").textValue()).isEqualTo(value);
      assertThat(whole.path("region").textValue()).isEqualTo(value);
    }
    EventDraft last = recorder.begin(Severity.INFO, "paid");
    last.context(context, Map.of());
    last.add("text", "t".repeat(2000));
    assertThat(recorder.write(last)).isEqualTo(cut);
  }

  private static JsonNode event(Recorder recorder, Field[] context, Map<String, Field> mdc) {
    EventDraft draft = recorder.begin(Severity.INFO, "paid");
    draft.context(context, mdc);
    return recorder.write(draft);
  }

  /** What was written as it is once is copied the next time; another text must not be. */
  @Test
  void message_shortAndSeenBefore_isWrittenAsTheFirstTime() {
    Recorder recorder = Recorder.of();

    for (String message : List.of("order created", "a\"b", "password=x1y2", "héllo", "", "{}")) {
      JsonNode first = message(recorder, message);
      assertThat(message(recorder, message)).isEqualTo(first);
      assertThat(message(recorder, "! " + message).path("message"))
          .isNotEqualTo(first.path("message"));
    }
    assertThat(message(recorder, "password=x1y2").toString()).doesNotContain("x1y2");
  }

  private static JsonNode message(Recorder recorder, String message) {
    EventDraft draft = recorder.begin(Severity.INFO, "said");
    draft.message(message);
    return recorder.write(draft);
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

  /** The first line waits for the reader; those behind it must not each wait as long. */
  @Test
  @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
  void write_afterALineWasGivenUp_isTriedOnceUntilOneGetsOut() {
    AtomicInteger tries = new AtomicInteger();
    AtomicBoolean full = new AtomicBoolean(true);
    StdoutSink sink = new StdoutSink(
        new OutputStream() {
          @Override
          public void write(int single) {
            throw new AssertionError("lines are written whole");
          }

          @Override
          public void write(byte[] bytes, int from, int count) throws IOException {
            tries.incrementAndGet();
            if (full.get()) {
              throw new IOException("Resource temporarily unavailable");
            }
          }
        },
        /* inParts= */ true,
        Duration.ofMillis(20));

    assertThat(tries(sink, tries)).isGreaterThan(1);
    assertThat(tries(sink, tries)).isEqualTo(1);
    full.set(false);
    assertThat(tries(sink, tries)).isEqualTo(1);
    full.set(true);
    assertThat(tries(sink, tries)).isGreaterThan(1);
  }

  private static int tries(StdoutSink sink, AtomicInteger tries) {
    int before = tries.get();
    sink.write(new byte[] {'x', '\n'}, 2, Severity.INFO);
    return tries.get() - before;
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
