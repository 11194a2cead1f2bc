// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 with one key. */
final class Hmac {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  Hmac(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  byte[] of(byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new AssertionError("every Java platform has " + ALGORITHM, impossible);
    }
  }
}
