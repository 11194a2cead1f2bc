// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures, the same in the cookie and in the bearer header. */
class SignedTokensTest {

  private static final String FIRST = "first-key-of-thirty-two-characters";
  private static final String SECOND = "second-key-of-thirty-two-characters";
  private static final SessionToken TOKEN = SessionToken.random();

  private static SessionCookie cookie(String... keys) {
    return SessionCookie.builder().keys(List.of(keys)).build();
  }

  private static String sent(SessionCookie cookie, SessionToken token) {
    return cookie.write(token).split(";", 2)[0];
  }

  @Test
  void cookie_signed_isReadByWhoHasTheKey() {
    String sent = sent(cookie(FIRST), TOKEN);

    assertThat(sent).matches("__Host-id=[A-Za-z0-9_-]{43}[.][A-Za-z0-9_-]{43}");
    assertThat(cookie(FIRST).read(sent)).contains(TOKEN);
    assertThat(cookie(SECOND).read(sent)).isEmpty();
    assertThat(SessionCookie.standard().read(sent)).isEmpty();
  }

  /** What others compute must come out here too, in releases to come as well. */
  @Test
  void cookie_signature_isTheHmacOfThePurposeAndTheToken() {
    SessionToken zeros = SessionToken.parse("A".repeat(43)).orElseThrow();

    assertThat(sent(cookie(FIRST), zeros))
        .isEqualTo("__Host-id=" + "A".repeat(43) + ".Zp_uKz_NNvH_fYM8z2HQJQqG8toRMUdm4MFS-hyaUlk");
  }

  @Test
  void cookie_forged_isNoToken() {
    SessionCookie cookie = cookie(FIRST, SECOND);
    String good = sent(cookie, TOKEN);
    String token = TOKEN.value();
    String signature = good.substring(good.indexOf('.') + 1);
    String others = sent(cookie, SessionToken.random()).split("[.]", 2)[1];

    assertThat(cookie.read(good)).isPresent();
    for (String forged : List.of(
        token,
        token + ".",
        token + "." + others,
        token + "." + signature.substring(1),
        token + "." + signature + "A",
        token + "." + signature + ".",
        token + "_" + signature,
        SessionToken.random().value() + "." + signature,
        signature + "." + token,
        "." + signature)) {
      assertThat(cookie.read("__Host-id=" + forged)).as(forged).isEmpty();
    }
  }

  @Test
  void cookie_anyCharacterOfItChanged_isNoToken() {
    SessionCookie cookie = cookie(FIRST);
    String good = sent(cookie, TOKEN);
    for (int i = "__Host-id=".length(); i < good.length(); i++) {
      char other = good.charAt(i) == 'x' ? 'y' : 'x';

      assertThat(cookie.read(good.substring(0, i) + other + good.substring(i + 1)))
          .as("character %d", i)
          .isEmpty();
    }
  }

  @Test
  void cookie_forgedBeforeAGoodOne_doesNotHideIt() {
    SessionCookie cookie = cookie(FIRST);

    assertThat(cookie.read("__Host-id=" + TOKEN.value() + "; " + sent(cookie, TOKEN)))
        .contains(TOKEN);
  }

  /** Append the new key everywhere, put it first everywhere, drop the old one: nobody notices. */
  @Test
  void keys_changedInThreeSteps_leaveEverybodyLoggedIn() {
    SessionCookie before = cookie(FIRST);
    SessionCookie appended = cookie(FIRST, SECOND);
    SessionCookie swapped = cookie(SECOND, FIRST);
    SessionCookie after = cookie(SECOND);

    assertThat(appended.read(sent(before, TOKEN))).contains(TOKEN);
    assertThat(before.read(sent(appended, TOKEN))).contains(TOKEN);
    assertThat(swapped.read(sent(appended, TOKEN))).contains(TOKEN);
    assertThat(appended.read(sent(swapped, TOKEN))).contains(TOKEN);
    assertThat(after.read(sent(swapped, TOKEN))).contains(TOKEN);
    assertThat(after.read(sent(before, TOKEN))).isEmpty();
  }

  @Test
  void bearer_signed_isReadByWhoHasTheKeyAlsoFromACookie() {
    SessionBearer bearer = SessionBearer.signed(List.of(FIRST));
    String sent = bearer.write(TOKEN);

    assertThat(bearer.read("Bearer " + sent)).contains(TOKEN);
    assertThat(bearer.read("Bearer " + TOKEN.value())).isEmpty();
    assertThat(SessionBearer.signed(List.of(SECOND)).read("Bearer " + sent)).isEmpty();
    assertThat(cookie(FIRST).read("__Host-id=" + sent)).contains(TOKEN);
  }

  @Test
  void environment_keys_areThoseOfBothTransports() {
    Map<String, String> environment = Map.of("SESSION_TOKEN_KEYS", FIRST + ", " + SECOND);

    assertThat(SessionCookie.fromEnvironment(environment).read(sent(cookie(SECOND), TOKEN)))
        .contains(TOKEN);
    assertThat(sent(SessionCookie.fromEnvironment(environment), TOKEN))
        .isEqualTo(sent(cookie(FIRST), TOKEN));
    assertThat(SessionBearer.fromEnvironment(environment).write(TOKEN))
        .isEqualTo(SessionBearer.signed(List.of(FIRST)).write(TOKEN));
    assertThat(SessionBearer.fromEnvironment(Map.of("SESSION_TOKEN_KEYS", " ")).write(TOKEN))
        .isEqualTo(TOKEN.value());
  }

  @ParameterizedTest
  @CsvSource({
    "hunter2, token key 1 of 1 has 7 characters (expected: >= 32)",
    "'first-key-of-thirty-two-characters,', token key 2 of 2 has 0 characters (expected: >= 32)",
    "'first-key-of-thirty-two-characters,hunter2', token key 2 of 2 has 7 characters (expected: >= 32)"
  })
  void environment_shortKey_isRefusedByNameAndNotRepeated(String keys, String message) {
    Map<String, String> environment = Map.of("SESSION_TOKEN_KEYS", keys);

    assertThatThrownBy(() -> SessionCookie.fromEnvironment(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SESSION_TOKEN_KEYS: " + message);
    assertThatThrownBy(() -> SessionBearer.fromEnvironment(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SESSION_TOKEN_KEYS: " + message);
  }

  @Test
  void keys_noneOrTooMany_areRefused() {
    SessionCookie.Builder builder = SessionCookie.builder();

    assertThat(builder.keys(Collections.nCopies(8, FIRST))).isSameAs(builder);
    assertThatThrownBy(() -> builder.keys(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 token keys (expected: 1 to 8)");
    assertThatThrownBy(() -> SessionBearer.signed(Collections.nCopies(9, FIRST)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("9 token keys (expected: 1 to 8)");
  }

  @Test
  void toString_ofBoth_showsNoKey() {
    assertThat(cookie(FIRST)).asString().doesNotContain("first-key");
    assertThat(SessionBearer.signed(List.of(FIRST))).hasToString("SessionBearer[Bearer]");
  }

  @Test
  void bearer_header_isReadAsTheStandardHasIt() {
    SessionBearer bearer = SessionBearer.standard();
    String value = TOKEN.value();

    for (String header : List.of("Bearer " + value, "bearer  " + value, "BEARER " + value + " ")) {
      assertThat(bearer.read(header)).as(header).contains(TOKEN);
    }
    for (String header : List.of(
        "",
        "Bearer",
        "Bearer ",
        value,
        "Bearer" + value,
        "Basic " + value,
        "Bearer " + value + "x",
        "Bearer " + value + ", Bearer " + value,
        "Bearer " + value + "." + value,
        "Bearer\t" + value,
        "Bearer " + "x".repeat(100_000))) {
      assertThat(bearer.read(header)).as(header).isEqualTo(Optional.empty());
    }
    assertThat(bearer.read(null)).isEmpty();
    assertThat(bearer.write(TOKEN)).isEqualTo(value);
  }
}
