// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Type;
import org.junit.jupiter.api.Test;

/** What a snapshot does by itself; the contract of the stores has the rest. */
class SessionTest {

  private static final SessionKey<String> NAME = SessionKey.of("name", String.class);
  private static final SessionKey<String> CITY = SessionKey.of("city", String.class);

  private final SessionStore sessions = InMemorySessionStore.create();

  @Test
  void with_answersACopy() {
    Session session = sessions.create(NewSession.anonymous().with(NAME, "Ada"));

    Session changed = session.with(CITY, "London").without(NAME);

    assertThat(session.find(NAME)).contains("Ada");
    assertThat(session.find(CITY)).isEmpty();
    assertThat(changed.find(NAME)).isEmpty();
    assertThat(changed.find(CITY)).contains("London");
    assertThat(changed.token()).isEqualTo(session.token());
    assertThat(changed.handle()).isEqualTo(session.handle());
  }

  @Test
  void with_attributeThatWasNotLoaded_isReadable() {
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada"));
    Session partial = sessions.find(created.token(), CITY).orElseThrow();

    assertThat(partial.with(NAME, "Grace").get(NAME)).isEqualTo("Grace");
    assertThat(partial.without(NAME).find(NAME)).isEmpty();
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // What a caller without null checks may do.
  void with_null_pointsToWithout() {
    Session session = sessions.create(NewSession.anonymous());

    assertThatNullPointerException()
        .isThrownBy(() -> session.with(NAME, null))
        .withMessage("value (use without(key) to remove an attribute)");
  }

  @Test
  void with_valueThatTheCodecCannotWrite_isRefused() {
    SessionStore stubborn =
        InMemorySessionStore.builder().codec(new RefusingCodec()).build();
    Session session = stubborn.create(NewSession.anonymous());

    assertThatThrownBy(() -> session.with(NAME, "Ada"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attribute \"name\" cannot be written as java.lang.String"
            + " by the codec \"refusing\"")
        .hasRootCauseMessage("no");
  }

  @Test
  void handle_isThatOfTheToken() {
    Session session = sessions.create(NewSession.anonymous());

    assertThat(session.handle()).isEqualTo(session.token().handle());
  }

  @Test
  void toString_showsHandleAndNamesAlone() {
    Session session = sessions
        .create(NewSession.forSubject("ada").with(NAME, "Lovelace").with(CITY, "London"))
        .with(SessionKey.of("a", String.class), "secret")
        .without(CITY);

    assertThat(session)
        .hasToString("Session[" + session.handle().value() + ", attributes=[a, name]]");
  }

  private static final class RefusingCodec implements AttributeCodec {

    @Override
    public String id() {
      return "refusing";
    }

    @Override
    public byte[] encode(Object value, Type type) throws IOException {
      throw new IOException("no");
    }

    @Override
    public Object decode(byte[] bytes, Type type) throws IOException {
      throw new IOException("no");
    }
  }
}
