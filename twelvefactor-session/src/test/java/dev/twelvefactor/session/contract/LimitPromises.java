// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static dev.twelvefactor.session.contract.Attributes.THEME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.session.SessionTooLargeException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is refused because it is too large; nothing of it is stored. */
interface LimitPromises extends StoreUnderTest {

  @Test
  default void limit_attributeThatIsTooLarge_isRefused() {
    SessionStore sessions = open(options().maxAttributeBytes(10));
    Session created = sessions.create(NewSession.anonymous().with(NAME, "12345678"));
    String message = "attribute \"name\" has 11 bytes (expected: <= 10; see maxAttributeBytes)";

    Map<String, ThrowingCallable> attempts = Map.of(
        "create", () -> sessions.create(NewSession.anonymous().with(NAME, "123456789")),
        "with", () -> created.with(NAME, "123456789"),
        "update", () -> sessions.update(created.token(), s -> s.with(NAME, "123456789")));

    assertThat(attempts).allSatisfy((name, attempt) -> assertTooLarge(attempt, message));
    assertThat(sessions.find(created.token()).orElseThrow().get(NAME)).isEqualTo("12345678");
  }

  @Test
  default void limit_sessionThatIsTooLarge_isRefused() {
    SessionStore sessions = open(options().maxSessionBytes(30));
    Session created = sessions.create(NewSession.anonymous().with(NAME, "1234567890"));
    String message = "bytes of attributes (expected: <= 30; see maxSessionBytes)";
    String large = "12345678901234567890";

    Map<String, ThrowingCallable> attempts = Map.of(
        "create",
            () -> sessions.create(NewSession.anonymous().with(NAME, large).with(THEME, large)),
        "save", () -> sessions.save(created.with(THEME, large)),
        "update", () -> sessions.update(created.token(), s -> s.with(THEME, large)));

    assertThat(attempts).allSatisfy((name, attempt) -> assertTooLarge(attempt, message));
    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.get(NAME)).isEqualTo("1234567890");
    assertThat(found.find(THEME)).isEmpty();
  }

  @Test
  default void limit_tooManyAttributes_areRefused() {
    SessionStore sessions = open(options().maxAttributes(2));
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada").with(COUNT, 1));
    String message = "session would have 3 attributes (expected: <= 2; see maxAttributes)";

    Map<String, ThrowingCallable> attempts = Map.of(
        "create",
            () -> sessions.create(
                NewSession.anonymous().with(NAME, "Ada").with(COUNT, 1).with(THEME, "dark")),
        "save", () -> sessions.save(created.with(THEME, "dark")),
        "update", () -> sessions.update(created.token(), s -> s.with(THEME, "dark")));

    assertThat(attempts).allSatisfy((name, attempt) -> assertTooLarge(attempt, message));
    assertThat(sessions.find(created.token()).orElseThrow().find(THEME)).isEmpty();
  }

  @Test
  default void limit_exchangeOfOneAttributeForAnother_isNoMore() {
    SessionStore sessions = open(options().maxAttributes(2));
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada").with(COUNT, 1));

    assertThat(sessions.save(created.with(THEME, "dark").without(COUNT))).isPresent();

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.get(THEME)).isEqualTo("dark");
    assertThat(found.find(COUNT)).isEmpty();
  }

  @Test
  default void limit_defaults_takeWhatTheySay() {
    SessionStore sessions = open();
    // Two bytes are the quotes of the JSON string.
    String largest = "x".repeat(64 * 1024 - 2);

    Session created = sessions.create(NewSession.anonymous().with(NAME, largest));

    assertThat(sessions.find(created.token()).orElseThrow().get(NAME)).isEqualTo(largest);
    assertTooLarge(
        () -> created.with(NAME, largest + "x"),
        "attribute \"name\" has 65537 bytes (expected: <= 65536; see maxAttributeBytes)");
  }

  /** Requests that each load a part can make a session grow past the limit; it must not be lost. */
  @Test
  default void limit_sessionGrownPastIt_survivesALogin() {
    SessionStore sessions = open(options().maxAttributes(1000));
    SessionToken token =
        sessions.create(NewSession.anonymous().with(NAME, "Ada")).token();
    for (int request = 0; request < 5; request++) {
      Session session = sessions.find(token, NAME).orElseThrow();
      for (int i = 0; i < 900; i++) {
        session = session.with(SessionKey.of(request + "-" + i, Integer.class), i);
      }
      assertThat(sessions.save(session)).isPresent();
    }

    Session ada = sessions.login(sessions.find(token, NAME).orElseThrow(), "ada");

    Session found = sessions.find(ada.token()).orElseThrow();
    assertThat(found.get(NAME)).isEqualTo("Ada");
    assertThat(found.get(SessionKey.of("0-0", Integer.class))).isZero();
    assertThat(found.get(SessionKey.of("4-899", Integer.class))).isEqualTo(899);
  }

  private static void assertTooLarge(ThrowingCallable attempt, String message) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            SessionTooLargeException.class, e -> assertThat(e.maybeApplied()).isFalse())
        .hasMessageContaining(message);
  }
}
