// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.SessionCookie.SameSite;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {

  private static final String VALUE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  private static final String OTHER = "_wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  private static final SessionToken TOKEN = SessionToken.parse(VALUE).orElseThrow();

  private final SessionCookie cookie = SessionCookie.standard();

  @Test
  void write_standard_isHostOnlySecureAndLax() {
    assertThat(cookie.write(TOKEN))
        .isEqualTo("__Host-id=" + VALUE + "; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(cookie.name()).isEqualTo("__Host-id");
  }

  @Test
  void write_plainHttp_hasNeitherPrefixNorSecure() {
    SessionCookie plain = SessionCookie.builder().plainHttp().build();

    assertThat(plain.write(TOKEN)).isEqualTo("id=" + VALUE + "; Path=/; HttpOnly; SameSite=Lax");
    assertThat(plain.read("id=" + VALUE)).contains(TOKEN);
  }

  @Test
  void write_options_areInTheHeader() {
    SessionCookie strict = SessionCookie.builder()
        .name("shop.session")
        .sameSite(SameSite.STRICT)
        .maxAge(Duration.ofMillis(90_999))
        .build();
    SessionCookie everywhere = SessionCookie.builder().sameSite(SameSite.NONE).build();

    assertThat(strict.write(TOKEN))
        .isEqualTo("__Host-shop.session=" + VALUE
            + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=90");
    assertThat(everywhere.write(TOKEN)).endsWith("; SameSite=None");
  }

  @Test
  void clear_hasTheSameAttributesAndEndsAtOnce() {
    SessionCookie lasting = SessionCookie.builder().maxAge(Duration.ofDays(1)).build();

    assertThat(cookie.clear())
        .isEqualTo("__Host-id=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    assertThat(lasting.clear()).isEqualTo(cookie.clear());
  }

  @Test
  void read_whatWasWritten_isTheToken() {
    String pair = cookie.write(TOKEN).split(";", 2)[0];

    assertThat(cookie.read(pair)).contains(TOKEN);
  }

  @Test
  void read_noHeader_isEmpty() {
    assertThat(cookie.read(null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "__Host-id=" + VALUE,
        "a=b; __Host-id=" + VALUE,
        "__Host-id=" + VALUE + "; a=b",
        "a=b; __Host-id=" + VALUE + "; c=d",
        "a=b;__Host-id=" + VALUE + ";c=d",
        ";; ;__Host-id=" + VALUE + ";",
        "  __Host-id=" + VALUE + "\t ",
        "a; =; ==; __Host-id; __Host-id=" + VALUE,
        "x__Host-id=" + OTHER + "; __Host-id=" + VALUE,
        "__Host-id2=" + OTHER + "; __Host-id=" + VALUE,
        "id=" + OTHER + "; __Host-id=" + VALUE,
        "a=__Host-id=" + OTHER + "; __Host-id=" + VALUE,
        "__host-id=" + OTHER + "; __Host-id=" + VALUE
      })
  void read_headerWithTheCookie_isItsToken(String header) {
    assertThat(cookie.read(header)).contains(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ";",
        "__Host-id",
        "__Host-id=",
        "__Host-id=; a=b",
        "__Host-id==" + VALUE,
        "__Host-id =" + VALUE,
        "__Host-id= " + VALUE,
        "__Host-id=\"" + VALUE + "\"",
        "__Host-id=" + VALUE + "x",
        "__Host-id=" + VALUE + ",a=b",
        "__Host-id=too-short",
        "x__Host-id=" + VALUE,
        "__Host-idx=" + VALUE,
        "__host-id=" + VALUE,
        "id=" + VALUE,
        "a=__Host-id=" + VALUE,
        VALUE
      })
  void read_headerWithoutTheCookie_isEmpty(String header) {
    assertThat(cookie.read(header)).isEmpty();
  }

  @Test
  void read_severalCookiesOfTheName_isTheFirstWellFormedOne() {
    assertThat(cookie.read("__Host-id=" + VALUE + "; __Host-id=" + OTHER)).contains(TOKEN);
    assertThat(cookie.read("__Host-id=junk; __Host-id=" + VALUE)).contains(TOKEN);
  }

  @Test
  void read_longHeader_isReadInLinearTime() {
    String header = "a=b;".repeat(250_000) + "__Host-id=" + VALUE;

    assertThat(cookie.read(header)).contains(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a=b", "a;b", "a,b", "ä", "a\r\nb", "__Host-id", "__x"})
  void name_ofAnotherForm_isRefused(String name) {
    assertThatThrownBy(() -> SessionCookie.builder().name(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cookie name \"" + name
            + "\" (expected: 1 to 64 of A-Z a-z 0-9 _ . - without a prefix such as __Host-)");
  }

  @Test
  void maxAge_shorterThanOneSecond_isRefused() {
    assertThatThrownBy(() -> SessionCookie.builder().maxAge(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxAge: PT0.999S (expected: >= 1 s)");
  }

  @Test
  void build_sameSiteNoneOverPlainHttp_isRefused() {
    SessionCookie.Builder builder = SessionCookie.builder().plainHttp().sameSite(SameSite.NONE);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SameSite=None over plain HTTP is refused by browsers");
  }

  @Test
  void build_partitioned_isWrittenAndClearedSo() {
    SessionCookie embedded =
        SessionCookie.builder().sameSite(SameSite.NONE).partitioned().build();

    assertThat(embedded.write(TOKEN))
        .isEqualTo("__Host-id=" + VALUE + "; Path=/; Secure; HttpOnly; SameSite=None; Partitioned");
    assertThat(embedded.clear()).endsWith("; SameSite=None; Partitioned; Max-Age=0");
    assertThat(cookie.write(TOKEN)).doesNotContain("Partitioned");
  }

  @Test
  void build_partitionedOverPlainHttp_isRefused() {
    SessionCookie.Builder builder = SessionCookie.builder().plainHttp().partitioned();

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Partitioned over plain HTTP is refused by browsers");
  }

  @Test
  void fromEnvironment_mode_choosesTheCookie() {
    assertThat(SessionCookie.fromEnvironment(Map.of()).name()).isEqualTo("__Host-id");
    assertThat(
            SessionCookie.fromEnvironment(Map.of("SESSION_COOKIE", "standard")).clear())
        .isEqualTo(cookie.clear());
    assertThat(SessionCookie.fromEnvironment(Map.of("SESSION_COOKIE", " ")).name())
        .isEqualTo("__Host-id");
    assertThat(SessionCookie.fromEnvironment(Map.of("SESSION_COOKIE", "plain")).name())
        .isEqualTo("id");
  }

  @Test
  void fromEnvironment_anotherMode_isRefusedByName() {
    assertThatThrownBy(() -> SessionCookie.fromEnvironment(Map.of("SESSION_COOKIE", "off")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SESSION_COOKIE is \"off\" (expected: standard or plain)");
  }

  @Test
  void toString_showsNameAndAttributes() {
    assertThat(cookie)
        .hasToString("SessionCookie[__Host-id; Path=/; Secure; HttpOnly; SameSite=Lax]");
  }
}
