// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;

class SessionStoreBuilderTest {

  private static final Map<String, BiConsumer<InMemorySessionStore.Builder, Duration>> DURATIONS =
      Map.of(
          "idle", SessionStoreBuilder::idle,
          "absolute", SessionStoreBuilder::absolute,
          "renewal", SessionStoreBuilder::renewal,
          "renewalGrace", SessionStoreBuilder::renewalGrace,
          "touchInterval", SessionStoreBuilder::touchInterval);

  private static final Map<String, ObjIntConsumer<InMemorySessionStore.Builder>> COUNTS = Map.of(
      "maxAttributeBytes", SessionStoreBuilder::maxAttributeBytes,
      "maxSessionBytes", SessionStoreBuilder::maxSessionBytes);

  private final InMemorySessionStore.Builder builder = InMemorySessionStore.builder();

  /** Who asks for two days and gets twelve hours would not notice until users complain. */
  @Test
  void idle_beyondAbsolute_isRefusedWhenTheStoreIsBuilt() {
    builder.idle(Duration.ofDays(2));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idle: PT48H (expected: at most absolute, which is PT12H)");
    builder.absolute(Duration.ofDays(2)).build().close();
  }

  @Test
  void idle_defaultBeyondAbsolute_isTheAbsoluteLimit() {
    try (SessionStore sessions = builder.absolute(Duration.ofMinutes(10)).build()) {
      Session session = sessions.create(NewSession.anonymous());

      assertThat(session.stored().idle()).isEqualTo(Duration.ofMinutes(10));
    }
  }

  @Test
  void duration_outOfBounds_isRefusedByName() {
    DURATIONS.forEach((option, set) -> {
      set.accept(builder, Duration.ofMillis(1));
      set.accept(builder, Duration.ofDays(3650));
      assertThatThrownBy(() -> set.accept(builder, Duration.ofDays(3650).plusNanos(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("(expected: 1 ms to 3650 days)");
      assertThatThrownBy(() -> set.accept(builder, Duration.ofSeconds(Long.MAX_VALUE)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> set.accept(builder, Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(option + ": PT0S (expected: 1 ms to 3650 days)");
      assertThatThrownBy(() -> set.accept(builder, Duration.ofHours(-1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(option + ": PT-1H (expected: 1 ms to 3650 days)");
    });
  }

  @Test
  void count_lessThanOne_isRefusedByName() {
    COUNTS.forEach((option, set) -> {
      set.accept(builder, 1);
      assertThatThrownBy(() -> set.accept(builder, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(option + ": 0 (expected: >= 1)");
    });
  }

  @Test
  void maxAttributes_outOfBounds_isRefused() {
    assertThat(builder.maxAttributes(1).maxAttributes(1000)).isSameAs(builder);
    assertThatThrownBy(() -> builder.maxAttributes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxAttributes: 0 (expected: 1 to 1000)");
    assertThatThrownBy(() -> builder.maxAttributes(1001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxAttributes: 1001 (expected: 1 to 1000)");
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // What a caller without null checks may do.
  void null_isRefusedByName() {
    assertThatNullPointerException().isThrownBy(() -> builder.codec(null)).withMessage("codec");
    assertThatNullPointerException().isThrownBy(() -> builder.clock(null)).withMessage("clock");
  }

  @Test
  void defaults_areThoseOfTheDocumentation() {
    assertThat(builder.idle()).isEqualTo(Duration.ofMinutes(30));
    assertThat(builder.absolute).isEqualTo(Duration.ofHours(12));
    assertThat(builder.renewal).isNull();
    assertThat(builder.renewalGrace).isEqualTo(Duration.ofSeconds(30));
    assertThat(builder.maxAttributeBytes).isEqualTo(65536);
    assertThat(builder.maxSessionBytes).isEqualTo(262144);
    assertThat(builder.maxAttributes).isEqualTo(128);
    assertThat(builder.codec.id()).isEqualTo("json");
  }

  @Test
  void touchInterval_default_isATwentiethOfIdleAndAtMostAMinute() {
    assertThat(SessionStoreBuilder.touchInterval(null, Duration.ofMinutes(10)))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(SessionStoreBuilder.touchInterval(null, Duration.ofMinutes(20)))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(SessionStoreBuilder.touchInterval(null, Duration.ofHours(10)))
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void touchInterval_configured_isAtMostHalfOfIdle() {
    assertThat(SessionStoreBuilder.touchInterval(Duration.ofMinutes(2), Duration.ofMinutes(5)))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(SessionStoreBuilder.touchInterval(Duration.ofMinutes(3), Duration.ofMinutes(5)))
        .isEqualTo(Duration.ofSeconds(150));
  }

  @Test
  void build_eachCall_opensAStoreOfItsOwn() {
    SessionStore first = builder.build();
    SessionStore second = builder.build();

    Session session = first.create(NewSession.anonymous());

    assertThat(second.find(session.token())).isEmpty();
  }
}
