// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.CART;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static dev.twelvefactor.session.contract.Attributes.TEA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#create} promises. */
interface CreatePromises extends StoreUnderTest {

  @Test
  default void create_anonymous_isStoredWithoutSubject() {
    SessionStore sessions = open();

    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada"));

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(created.subject()).isEmpty();
    assertThat(created.find(NAME)).contains("Ada");
    assertThat(found.subject()).isEmpty();
    assertThat(found.find(NAME)).contains("Ada");
  }

  @Test
  default void create_forSubject_isStoredWithSubjectAndAttributes() {
    SessionStore sessions = open();

    Session created = sessions.create(NewSession.forSubject("ada").with(CART, TEA));

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(created.subject()).contains("ada");
    assertThat(found.subject()).contains("ada");
    assertThat(found.find(CART)).contains(TEA);
  }

  @Test
  default void create_subjectAndAttributeBeyondAscii_areStoredAsTheyAre() {
    SessionStore sessions = open();

    Session created = sessions.create(NewSession.forSubject("Zoë 🦉\n\0").with(NAME, "\0 ε 🦉"));

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.subject()).contains("Zoë 🦉\n\0");
    assertThat(found.find(NAME)).contains("\0 ε 🦉");
  }

  @Test
  default void create_timeLimits_areTheStores() {
    SessionStore sessions =
        open(options().idle(Duration.ofMinutes(10)).absolute(Duration.ofHours(2)));

    Session created = sessions.create(NewSession.anonymous());

    assertThat(created.expiresAt()).isEqualTo(created.createdAt().plus(Duration.ofMinutes(10)));
    assertThat(created.absoluteDeadline()).isEqualTo(created.createdAt().plus(Duration.ofHours(2)));
  }

  @Test
  default void create_timeLimitsOfItsOwn_winOverTheStores() {
    SessionStore sessions = open();

    Session created = sessions.create(
        NewSession.anonymous().idle(Duration.ofMinutes(3)).absolute(Duration.ofMinutes(7)));

    assertThat(created.expiresAt()).isEqualTo(created.createdAt().plus(Duration.ofMinutes(3)));
    assertThat(created.absoluteDeadline())
        .isEqualTo(created.createdAt().plus(Duration.ofMinutes(7)));
  }

  @Test
  default void create_longestTimeLimits_areKept() {
    Duration longest = Duration.ofDays(3650);
    SessionStore sessions = open(options().idle(longest).absolute(longest));

    Session created = sessions.create(NewSession.forSubject("ada"));

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.expiresAt()).isEqualTo(created.createdAt().plus(longest));
    assertThat(found.absoluteDeadline()).isEqualTo(created.createdAt().plus(longest));
  }

  @Test
  default void create_idleBeyondAbsolute_expiresAtTheAbsoluteDeadline() {
    SessionStore sessions = open(options().absolute(Duration.ofMinutes(5)));

    Session created = sessions.create(NewSession.anonymous().idle(Duration.ofHours(3)));

    assertThat(created.expiresAt()).isEqualTo(created.absoluteDeadline());
    assertThat(created.absoluteDeadline())
        .isEqualTo(created.createdAt().plus(Duration.ofMinutes(5)));
  }

  @Test
  default void create_result_isWhatFindAnswers() {
    SessionStore sessions = open();

    Session created = sessions.create(NewSession.forSubject("ada"));

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.token()).isEqualTo(created.token());
    assertThat(found.handle()).isEqualTo(created.handle());
    assertThat(found.createdAt()).isEqualTo(created.createdAt());
    assertThat(found.expiresAt()).isEqualTo(created.expiresAt());
    assertThat(found.absoluteDeadline()).isEqualTo(created.absoluteDeadline());
    assertThat(found.renewalDue()).isFalse();
  }

  @Test
  default void create_tokens_are43CharactersOfBase64urlAndUnique() {
    SessionStore sessions = open();
    Set<String> tokens = new HashSet<>();
    Set<String> handles = new HashSet<>();

    for (int i = 0; i < 2_000; i++) {
      // Of one subject and of nobody in turn: the former share the bits that choose a bucket.
      NewSession wanted = i % 2 == 0 ? NewSession.anonymous() : NewSession.forSubject("ada");
      Session created = sessions.create(wanted.idle(Duration.ofSeconds(2)));
      tokens.add(created.token().value());
      handles.add(created.handle().value());
    }

    assertThat(tokens).hasSize(2_000).allMatch(token -> token.matches("[A-Za-z0-9_-]{43}"));
    assertThat(handles).hasSize(2_000).doesNotContainAnyElementsOf(tokens);
  }
}
