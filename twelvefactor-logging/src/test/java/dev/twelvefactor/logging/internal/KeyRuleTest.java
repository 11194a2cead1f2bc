// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRuleTest {

  private final KeyRule rule = KeyRule.standard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PASSWORD",
        "userPassword",
        "user_password",
        "user-password",
        "user.password",
        "db.user.Password",
        "passwordHash",
        "apiKey",
        "api_key",
        "APIKey",
        "stripeApiKey",
        "x-api-key",
        "API_KEY",
        "clientSecret",
        "token",
        "accessToken",
        "access_token",
        "Authorization",
        "Set-Cookie",
        "Cookie",
        "sessionId",
        "SessionID",
        "JSESSIONID",
        "cardNumber",
        "card_number",
        "pan",
        "cvv",
        "cvv2",
        "ssn",
        "password2",
        "token1",
        "privateKey",
        "PGPASSWORD",
        "dbpassword",
        "AWS_SECRET_ACCESS_KEY"
      })
  void isSensitive_nameThatEndsWithASecretWord_isTrue(String key) {
    assertThat(rule.isSensitive(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "order_id",
        "token_count",
        "max_tokens",
        "password_changed_at",
        "company",
        "japan",
        "span",
        "expand",
        "author",
        "authority",
        "secretary",
        "cookie_count",
        "compass",
        "key",
        "primary_key",
        "session",
        "user_id",
        "trace_id",
        "request_id",
        "keyboard"
      })
  void isSensitive_nameThatOnlyContainsOne_isFalse(String key) {
    assertThat(rule.isSensitive(key)).isFalse();
  }

  @Test
  void of_namesAddedAndTakenAway_theLongestNameDecides() {
    KeyRule changed = KeyRule.of(List.of("iban"), List.of("page_token", "ssn"));

    assertThat(changed.isSensitive("customerIban")).isTrue();
    assertThat(changed.isSensitive("nextPageToken")).isFalse();
    assertThat(changed.isSensitive("ssn")).isFalse();
    assertThat(changed.isSensitive("token")).isTrue();
  }

  @Test
  void of_nameOfOneLetter_isKnownAloneAndAsTheLastWord() {
    KeyRule rule = KeyRule.of(List.of("k"), List.of());

    assertThat(rule.isSensitive("k")).isTrue();
    assertThat(rule.isSensitive("order_k")).isTrue();
    assertThat(rule.isSensitive("book")).isFalse();
    assertThat(rule.isSensitive("password")).isTrue();
  }
}
