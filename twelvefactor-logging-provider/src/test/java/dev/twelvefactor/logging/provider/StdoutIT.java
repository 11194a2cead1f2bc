// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output in every state that an operating system can bring it into. */
class StdoutIT {

  /** A reader in Python that makes our end of the pipe non-blocking and reads slowly. */
  private static final String NON_BLOCKING_AND_SLOW = """
      python3 -c '
      import fcntl, os, subprocess, sys, time
      r, w = os.pipe()
      fcntl.fcntl(w, fcntl.F_SETFL, fcntl.fcntl(w, fcntl.F_GETFL) | os.O_NONBLOCK)
      p = subprocess.Popen(sys.argv[1:], stdout=w)
      os.close(w)
      while True:
          part = os.read(r, 65536)
          if not part:
              break
          os.write(1, part)
          time.sleep(0.02)
      sys.exit(p.wait())
      ' "$@"
      """;

  /** The same pipe, whose reader does not read for some time. */
  private static final String STOPPED_FOR_A_WHILE = """
      python3 -c '
      import fcntl, os, subprocess, sys, time
      r, w = os.pipe()
      if sys.argv[1] == "nonblocking":
          fcntl.fcntl(w, fcntl.F_SETFL, fcntl.fcntl(w, fcntl.F_GETFL) | os.O_NONBLOCK)
      p = subprocess.Popen(sys.argv[2:], stdout=w, stderr=subprocess.PIPE)
      os.close(w)
      time.sleep(1.5)
      while True:
          part = os.read(r, 65536)
          if not part:
              break
          os.write(1, part)
      sys.exit(p.wait())
      ' MODE "$@"
      """;

  @ParameterizedTest
  @ValueSource(ints = {100, 3000, 20_000})
  void write_toANonBlockingPipeWithASlowReader_deliversAll(int size) {
    Service.Outcome outcome = service("plain", 400, size).run(NON_BLOCKING_AND_SLOW);

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertNumbered(outcome.events(), 400);
  }

  private static Service service(String mode, int count, int size) {
    return Service.of(WritingProgram.class, mode, Integer.toString(count), Integer.toString(size))
        .with("LOG_MAX_EVENT_BYTES", "2000000");
  }

  private static void assertNumbered(List<JsonNode> events, int count) {
    assertThat(events).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(events.get(i).get("n").intValue()).isEqualTo(i);
    }
  }

  @Test
  void write_afterTheReaderHasGone_goesOnAndSaysSoOnce() {
    Service.Outcome outcome =
        service("plain", 2000, 1000).run("set -o pipefail; \"$@\" | head -n 2");

    assertThat(outcome.lines()).hasSize(2);
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.errors())
        .contains("done")
        .containsOnlyOnce("standard output cannot be written");
  }

  @Test
  void write_toAFullDevice_goesOnAndSaysSoOnce() {
    Service.Outcome outcome = service("plain", 100, 100).run("\"$@\" > /dev/full");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.errors())
        .contains("done", "No space left")
        .containsOnlyOnce("twelvefactor-logging:");
  }

  @Test
  void write_toADeviceThatBecomesFull_goesOnAndLeavesWholeLines() {
    // A file limited to 64 blocks of 1024 bytes, whose limit nothing lifts: only the first lines
    // fit.
    Service.Outcome outcome = service("plain", 500, 1000)
        .run(
            "(trap '' XFSZ; ulimit -f 64; \"$@\" > limited.tmp); code=$?; cat limited.tmp; rm limited.tmp; exit $code");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.errors()).contains("done").containsOnlyOnce("twelvefactor-logging:");
    List<JsonNode> whole = outcome.lines().stream()
        .filter(line -> !line.isEmpty())
        .map(Service::parse)
        .toList();
    assertThat(whole).hasSizeBetween(40, 65);
  }

  /** The limit is on the length of the file, so that emptying it is what gives room again. */
  @Test
  void write_toADeviceThatHasRoomAgain_tellsHowManyAreLostAndGoesOn() {
    Service.Outcome outcome = service("again", 500, 1000).run("""
        (
          until grep -q full errors.tmp 2> /dev/null || [ $((i += 1)) -gt 600 ]; do sleep 0.1; done
          cp limited.tmp before.tmp; : > limited.tmp; echo
        ) | (trap '' XFSZ; ulimit -f 64; "$@" >> limited.tmp 2> errors.tmp)
        code=$?
        sed '$d' before.tmp; cat limited.tmp
        rm before.tmp limited.tmp errors.tmp; exit $code
        """);

    assertThat(outcome.exit()).isZero();
    List<JsonNode> events = outcome.lines().stream()
        .filter(line -> !line.isEmpty())
        .map(Service::parse)
        .toList();
    List<JsonNode> before = events.subList(0, events.size() - 2);
    assertThat(before).hasSizeBetween(40, 65);
    assertNumbered(before, before.size());
    JsonNode told = events.get(events.size() - 2);
    assertThat(told.get("event").textValue()).isEqualTo("logs_dropped");
    assertThat(told.get("count").intValue()).isEqualTo(500 - before.size());
    assertThat(told.get("reason").get("NO_SPACE").intValue()).isEqualTo(500 - before.size());
    assertThat(events.get(events.size() - 1).get("event").textValue()).isEqualTo("again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "nonblocking"})
  void write_whileTheReaderIsStopped_dropsWhatIsLateAndTellsHowMany(String mode) {
    Service.Outcome outcome = service("threads", 400, 100)
        .with("LOG_OVERFLOW", "drop:250ms")
        .run(STOPPED_FOR_A_WHILE.replace("MODE", mode));

    assertThat(outcome.exit()).isZero();
    long written = 0;
    long dropped = 0;
    for (JsonNode event : outcome.events()) {
      if (event.get("event").textValue().equals("logs_dropped")) {
        dropped += event.get("count").longValue();
        assertThat(event.get("by_level").get("INFO").longValue()).isPositive();
        assertThat(event.get("reason").get("STALLED").longValue()).isPositive();
      } else {
        written++;
      }
    }
    long of = 32L * 400 + (Runtime.version().feature() >= 21 ? 1000L * (1 + 400 / 50) : 0);
    assertThat(dropped).isPositive();
    assertThat(written + dropped).isEqualTo(of);
  }

  @Test
  void write_whileInterrupted_losesNeitherLinesNorInterrupts() {
    Service.Outcome outcome = service("interrupted", 2000, 200).run("\"$@\" | cat");

    List<JsonNode> events = outcome.events();
    assertNumbered(events.subList(0, 2000), 2000);
    assertThat(outcome.event("flags_lost").get("count").intValue()).isZero();
    assertThat(outcome.event("system_out").isObject()).isTrue();
  }

  @Test
  void write_byManyThreads_mixesNoLines() {
    Service.Outcome outcome = service("threads", 100, 1 << 20).run("\"$@\" | cat");

    Map<Integer, Integer> next = new HashMap<>();
    Map<Integer, Integer> all = new HashMap<>();
    for (JsonNode event : outcome.events()) {
      int thread = event.get("t").intValue();
      assertThat(event.get("n").intValue()).isEqualTo(next.getOrDefault(thread, 0));
      assertThat(event.get("text").textValue()).matches("y+");
      next.merge(thread, 1, Integer::sum);
      all.put(thread, event.get("of").intValue());
    }
    assertThat(next).isEqualTo(all).hasSize(Runtime.version().feature() >= 21 ? 1032 : 32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "halt", "uncaught"})
  void process_thatEnds_hasWrittenItsLastLine(String how) {
    Service.Outcome outcome = service(how, 50, 100).run("\"$@\" | cat");

    assertThat(outcome.events()).hasSize(51);
    assertThat(outcome.event("last").isObject()).isTrue();
  }

  @Test
  void process_thatIsTerminated_hasWrittenItsLastLine() {
    Service.Outcome outcome = service("wait", 50, 100).run("""
        "$@" > terminated.tmp & pid=$!
        until grep -q '"last"' terminated.tmp; do sleep 0.1; done
        kill -TERM $pid; wait $pid
        cat terminated.tmp; rm terminated.tmp
        """);

    assertThat(outcome.events()).hasSize(51);
  }
}
