// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.SessionBackend.Address;

/**
 * The names of our keys: {@code namespace:s:{bucket}:handle} for a session, {@code
 * namespace:u:{bucket}:subject} for the index of a subject. The braces make all keys of a bucket
 * share a hash slot.
 */
record SessionKeyspace(String namespace) {

  String session(Address address) {
    return namespace + ":s:{" + address.bucket() + "}:" + address.handle().value();
  }

  /** The key of the session, and the key of its subject's index if it has one. */
  String[] sessionAndIndex(Address address) {
    return address.subjectHash() == null
        ? new String[] {session(address)}
        : new String[] {session(address), index(address)};
  }

  /** The key before and after a renewal, and the key of the subject's index if there is one. */
  String[] renewal(Address from, Address to) {
    return from.subjectHash() == null
        ? new String[] {session(from), session(to)}
        : new String[] {session(from), session(to), index(from)};
  }

  private String index(Address address) {
    return namespace + ":u:{" + address.bucket() + "}:" + address.subjectHash();
  }
}
