// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Conflict;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Gone;
import dev.twelvefactor.session.SessionStoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CertainWriteTest {

  private static final Found<String> FOUND = new Found<>("done");

  private final SessionStoreException doubt =
      new SessionStoreException("answer lost", /* maybeApplied= */ true, null);
  private final SessionStoreException unsent =
      new SessionStoreException("nothing was sent", /* maybeApplied= */ false, null);
  private final Deque<CompletionStage<Answer<String>>> replies = new ArrayDeque<>();
  private int sent;

  @Test
  void answer_atOnce_isTheAnswer() throws Exception {
    replies.add(completedStage(FOUND));

    assertThat(run()).isEqualTo(FOUND);
    assertThat(sent).isEqualTo(1);
  }

  @Test
  void conflict_atOnce_isTheAnswer() throws Exception {
    replies.add(completedStage(new Conflict<>()));

    assertThat(run()).isEqualTo(new Conflict<>());
  }

  @Test
  void failure_beforeAnythingWasSent_isTheCallersAtOnce() {
    replies.add(failedStage(unsent));

    assertThat(catchThrowable(this::run)).hasCause(unsent);
    assertThat(sent).isEqualTo(1);
  }

  @Test
  void doubt_isSettledBySendingAgain() throws Exception {
    replies.addAll(List.of(failedStage(doubt), failedStage(unsent), completedStage(FOUND)));

    assertThat(run()).isEqualTo(FOUND);
    assertThat(sent).isEqualTo(3);
  }

  @Test
  void doubt_wrappedByAStage_isSettledToo() throws Exception {
    replies.addAll(List.of(failedStage(new CompletionException(doubt)), completedStage(FOUND)));

    assertThat(run()).isEqualTo(FOUND);
  }

  @Test
  void doubt_sessionIsGoneSince_isGone() throws Exception {
    replies.addAll(List.of(failedStage(doubt), completedStage(new Gone<>())));

    assertThat(run()).isEqualTo(new Gone<>());
  }

  /** The conflict may be with our own change, so to compute it again could apply it twice. */
  @Test
  void doubt_thenConflict_staysADoubt() {
    replies.addAll(List.of(failedStage(doubt), completedStage(new Conflict<>())));

    assertThat(catchThrowable(this::run)).hasCause(doubt);
  }

  @Test
  void doubt_thatIsNotSettledInTime_staysADoubt() {
    replies.add(failedStage(doubt));

    assertThat(catchThrowable(() -> run(Duration.ofMillis(50)))).hasCause(doubt);
    assertThat(sent).isGreaterThan(1);
  }

  private Answer<String> run() throws Exception {
    return run(Duration.ofSeconds(10));
  }

  private Answer<String> run(Duration time) throws Exception {
    return new CertainWrite<>(this::send, time)
        .run()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  /** The next reply, or that nothing was sent once there is no other. */
  private CompletionStage<Answer<String>> send(boolean again) {
    assertThat(again).isEqualTo(sent > 0);
    sent++;
    CompletionStage<Answer<String>> reply = replies.poll();
    return reply == null ? failedStage(unsent) : reply;
  }
}
