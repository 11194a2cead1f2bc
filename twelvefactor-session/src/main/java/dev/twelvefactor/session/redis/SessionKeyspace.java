// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.SessionBackend.Address;
import dev.twelvefactor.session.SessionBackend.Index;
import dev.twelvefactor.session.SessionHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of our keys: {@code namespace:s:{bucket}:handle} for a session, {@code
 * namespace:u:{bucket}:subject} for the index of a subject. The braces make all keys of a bucket
 * share a hash slot.
 */
record SessionKeyspace(String namespace) {

  String session(Address address) {
    return session(address.bucket(), address.handle());
  }

  private String session(int bucket, SessionHandle handle) {
    return namespace + ":s:{" + bucket + "}:" + handle.value();
  }

  /** The key of the session, and the key of its subject's index if it has one. */
  String[] sessionAndIndex(Address address) {
    return address.subjectHash() == null
        ? new String[] {session(address)}
        : new String[] {session(address), index(address)};
  }

  /** The keys for a new session: its own, its subject's index, and sessions that may make room. */
  String[] sessionAndIndex(Address address, List<SessionHandle> others) {
    List<String> keys = new ArrayList<>(List.of(sessionAndIndex(address)));
    others.forEach(handle -> keys.add(session(address.bucket(), handle)));
    return keys.toArray(new String[0]);
  }

  /** The keys of a subject's index and of sessions in it. */
  String[] indexAndSessions(Index index, List<SessionHandle> sessions) {
    List<String> keys = new ArrayList<>();
    keys.add(index(index));
    sessions.forEach(handle -> keys.add(session(index.bucket(), handle)));
    return keys.toArray(new String[0]);
  }

  /** The key before and after a renewal, and the key of the subject's index if there is one. */
  String[] renewal(Address from, Address to) {
    return from.subjectHash() == null
        ? new String[] {session(from), session(to)}
        : new String[] {session(from), session(to), index(from)};
  }

  String index(Index index) {
    return namespace + ":u:{" + index.bucket() + "}:" + index.name();
  }

  private String index(Address address) {
    return index(new Index(address.bucket(), String.valueOf(address.subjectHash())));
  }
}
