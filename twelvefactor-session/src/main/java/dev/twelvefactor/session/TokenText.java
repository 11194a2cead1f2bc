// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A token as clients hold it: the token alone, or with keys {@code token.signature}, an HMAC-SHA256
 * by the first of them. A signature by any of them is good. What has none is no token, so that what
 * was made up costs the store nothing.
 */
final class TokenText {

  static final String VARIABLE = "SESSION_TOKEN_KEYS";
  static final TokenText UNSIGNED = new TokenText(List.of());

  private static final int MIN_KEY_CHARACTERS = 32;
  private static final int MAX_KEYS = 8;
  private static final int TOKEN_CHARACTERS = 43;

  /** Sets these signatures apart from whatever else somebody signs with the same key. */
  private static final String PURPOSE = "session token ";

  private final List<Hmac> signers;

  private TokenText(List<Hmac> signers) {
    this.signers = signers;
  }

  /** Checks the keys, which no message repeats. */
  static TokenText signed(List<String> keys) {
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(keys.size() + " token keys (expected: 1 to 8)");
    }
    for (int i = 0; i < keys.size(); i++) {
      int length = keys.get(i).length();
      if (length < MIN_KEY_CHARACTERS) {
        throw new IllegalArgumentException("token key %d of %d has %d characters (expected: >= 32)"
            .formatted(i + 1, keys.size(), length));
      }
    }
    return new TokenText(keys.stream().map(key -> new Hmac(key.getBytes(UTF_8))).toList());
  }

  /** With the keys in the environment, if there are any. */
  static TokenText fromEnvironment(Map<String, String> environment) {
    String keys = environment.getOrDefault(VARIABLE, "");
    if (keys.isBlank()) {
      return UNSIGNED;
    }
    try {
      return signed(Arrays.stream(keys.split(",", -1)).map(String::strip).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(VARIABLE + ": " + e.getMessage(), e);
    }
  }

  String write(SessionToken token) {
    return signers.isEmpty() ? token.value() : token.value() + "." + sign(signers.get(0), token);
  }

  Optional<SessionToken> read(String text) {
    if (signers.isEmpty()) {
      return SessionToken.parse(text);
    }
    if (text.length() <= TOKEN_CHARACTERS || text.charAt(TOKEN_CHARACTERS) != '.') {
      return Optional.empty();
    }
    byte[] signature = text.substring(TOKEN_CHARACTERS + 1).getBytes(UTF_8);
    return SessionToken.parse(text.substring(0, TOKEN_CHARACTERS))
        .filter(token -> isSigned(token, signature));
  }

  private boolean isSigned(SessionToken token, byte[] signature) {
    for (Hmac signer : signers) {
      if (MessageDigest.isEqual(sign(signer, token).getBytes(US_ASCII), signature)) {
        return true;
      }
    }
    return false;
  }

  private static String sign(Hmac signer, SessionToken token) {
    byte[] signature = signer.of((PURPOSE + token.value()).getBytes(US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }
}
