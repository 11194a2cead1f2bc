// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SubjectSessions;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#close} promises. */
interface ClosePromises extends StoreUnderTest {

  @Test
  default void close_everyCallAfterIt_isRefused() {
    SessionStore sessions = open();
    Session session = sessions.create(NewSession.anonymous());
    Session adasSession = sessions.create(NewSession.forSubject("ada"));

    sessions.close();

    Map<String, ThrowingCallable> calls = new HashMap<>(Map.of(
        "create", () -> sessions.create(NewSession.anonymous()),
        "find", () -> sessions.find(session.token()),
        "find some", () -> sessions.find(session.token(), NAME),
        "save", () -> sessions.save(session.with(NAME, "Ada")),
        "save without changes", () -> sessions.save(session),
        "update", () -> sessions.update(session.token(), s -> s.with(NAME, "Ada")),
        "login", () -> sessions.login(session, "ada"),
        "renew", () -> sessions.renew(session),
        "delete", () -> sessions.delete(session),
        "delete token", () -> sessions.delete(session.token())));
    SubjectSessions adas = sessions.subject("ada");
    calls.put("list", adas::list);
    calls.put("count", adas::count);
    calls.put("revoke", () -> adas.revoke(session.handle()));
    calls.put("revoke all", adas::revokeAll);
    calls.put("revoke others", () -> adas.revokeOthers(adasSession));
    assertThat(calls)
        .allSatisfy((name, call) -> assertThatThrownBy(call)
            .as(name)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed"));
  }

  @Test
  default void close_twice_doesNothing() {
    SessionStore sessions = open();

    sessions.close();
    sessions.close();

    assertThatThrownBy(() -> sessions.create(NewSession.anonymous()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void close_session_canStillBeRead() {
    SessionStore sessions = open();
    Session session = sessions.create(NewSession.anonymous().with(NAME, "Ada"));

    sessions.close();

    assertThat(session.get(NAME)).isEqualTo("Ada");
  }
}
