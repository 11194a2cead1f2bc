// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import dev.twelvefactor.session.SessionBackend.Index;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where a subject's sessions are: an HMAC-SHA256 of its name gives the bucket and the name of its
 * index, so that no user's name is in the key space.
 */
record SubjectHash(Hmac hmac) {

  /** The bucket, and 22 characters of base64url. */
  Index of(String subject) {
    byte[] hash = hmac.of(subject.getBytes(StandardCharsets.UTF_8));
    int bucket = ((hash[0] & 0xff) << 2) | ((hash[1] & 0xff) >>> 6);
    byte[] name = Arrays.copyOfRange(hash, 16, 32);
    return new Index(bucket, Base64.getUrlEncoder().withoutPadding().encodeToString(name));
  }
}
