// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectKey;
import java.time.Instant;

/**
 * What a ticket says.
 *
 * @param id random; where the upload lies until it is confirmed, and by which it is known then
 * @param sha256 of the bytes, in Base64; empty if it was not given
 */
record TicketClaims(
    String id,
    String subject,
    ObjectKey key,
    String type,
    long length,
    String sha256,
    Instant confirmBy) {

  ObjectKey staging() {
    return ObjectKey.of(DirectUploads.STAGING + id);
  }
}
