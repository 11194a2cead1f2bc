// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Conflict;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Gone;
import dev.twelvefactor.session.SessionBackend.Moved;
import dev.twelvefactor.session.SessionHandle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a script replies: the server's time, and for most a status and what goes with it. */
record Reply(List<Object> values) {

  private static final int GONE = 0;
  private static final int FOUND = 1;
  private static final int MOVED = 2;

  Instant now() {
    return instant(0);
  }

  long number(int index) {
    return (Long) values.get(index);
  }

  Instant instant(int index) {
    return Instant.ofEpochMilli(number(index));
  }

  private String text(int index) {
    return new String((byte[]) values.get(index), UTF_8);
  }

  /** The list at the given index, of names and values in turn. */
  Map<String, byte[]> fields(int index) {
    List<?> list = (List<?>) values.get(index);
    Map<String, byte[]> fields = new HashMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      fields.put(new String((byte[]) list.get(i), UTF_8), (byte[]) list.get(i + 1));
    }
    return fields;
  }

  /** The values at the given index, of the given fields in their order; a field may have none. */
  Map<String, byte[]> values(int index, String[] fields) {
    List<?> list = (List<?>) values.get(index);
    Map<String, byte[]> present = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof byte[] value) {
        present.put(fields[i], value);
      }
    }
    return present;
  }

  /** The handles in the list at the given index. */
  List<SessionHandle> handles(int index) {
    List<SessionHandle> handles = new ArrayList<>();
    ((List<?>) values.get(index)).forEach(handle -> handles.add(handle(handle)));
    return handles;
  }

  /** The list at the given index, of handles and deadlines in turn. */
  Map<SessionHandle, Instant> deadlines(int index) {
    List<?> list = (List<?>) values.get(index);
    Map<SessionHandle, Instant> deadlines = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      long millis = Long.parseLong(new String((byte[]) list.get(i + 1), UTF_8));
      deadlines.put(handle(list.get(i)), Instant.ofEpochMilli(millis));
    }
    return deadlines;
  }

  private static SessionHandle handle(Object bytes) {
    return new SessionHandle(new String((byte[]) bytes, UTF_8));
  }

  <T> Answer<T> answer(Function<Reply, T> found) {
    return switch ((int) number(1)) {
      case GONE -> new Gone<>();
      case FOUND -> new Found<>(found.apply(this));
      case MOVED -> new Moved<>(text(2));
      default -> new Conflict<>();
    };
  }
}
