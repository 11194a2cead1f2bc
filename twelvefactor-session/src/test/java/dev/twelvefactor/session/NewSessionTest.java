// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NewSessionTest {

  private static final SessionKey<String> NAME = SessionKey.of("name", String.class);

  @Test
  void anonymous_hasNothing() {
    NewSession session = NewSession.anonymous();

    assertThat(session.subject()).isEmpty();
    assertThat(session.idle()).isEmpty();
    assertThat(session.absolute()).isEmpty();
    assertThat(session.attributes()).isEmpty();
  }

  @Test
  void forSubject_1To256Characters_isAccepted() {
    assertThat(NewSession.forSubject("a").subject()).contains("a");
    assertThat(NewSession.forSubject("a".repeat(256)).subject()).contains("a".repeat(256));
  }

  @Test
  void forSubject_emptyOrTooLong_isRefused() {
    assertThatThrownBy(() -> NewSession.forSubject(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("subject of 0 characters (expected: 1 to 256)");
    assertThatThrownBy(() -> NewSession.forSubject("a".repeat(257)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("subject of 257 characters (expected: 1 to 256)");
  }

  @Test
  void options_areOfACopyAndKeepTheOthers() {
    NewSession first = NewSession.forSubject("ada");

    NewSession last =
        first.idle(Duration.ofMinutes(1)).with(NAME, "Ada").absolute(Duration.ofMinutes(2));

    assertThat(first.idle()).isEmpty();
    assertThat(first.absolute()).isEmpty();
    assertThat(first.attributes()).isEmpty();
    assertThat(last.subject()).contains("ada");
    assertThat(last.idle()).contains(Duration.ofMinutes(1));
    assertThat(last.absolute()).contains(Duration.ofMinutes(2));
    assertThat(last.attributes()).containsOnlyKeys(NAME).containsValue("Ada");
  }

  @Test
  void timeLimit_shorterThanOneMillisecond_isRefused() {
    NewSession session = NewSession.anonymous();

    assertThatThrownBy(() -> session.idle(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idle: PT0S (expected: >= 1 ms)");
    assertThatThrownBy(() -> session.absolute(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("absolute: PT-1S (expected: >= 1 ms)");
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // What a caller without null checks may do.
  void with_null_isRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> NewSession.anonymous().with(NAME, null))
        .withMessage("value");
  }

  @Test
  void toString_showsNeitherSubjectNorValue() {
    assertThat(NewSession.forSubject("ada").with(NAME, "Lovelace"))
        .hasToString("NewSession[SessionKey[name: java.lang.String]]");
  }
}
