// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.session.SessionBackend;
import dev.twelvefactor.session.SessionHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The steps of a session store as commands and scripts. */
final class RedisBackend implements SessionBackend {

  private final RedisConnection redis;
  private final SessionKeyspace keys;
  private final Duration timeout;

  RedisBackend(RedisConnection redis, SessionKeyspace keys, Duration timeout) {
    this.redis = redis;
    this.keys = keys;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<Answer<Stored>> create(
      Address address, Draft draft, @Nullable Limit limit) {
    return new CertainWrite<>(again -> create(address, draft, limit, again), timeout).run();
  }

  private CompletionStage<Answer<Stored>> create(
      Address address, Draft draft, @Nullable Limit limit, boolean again) {
    List<SessionHandle> known = limit == null ? List.of() : limit.known();
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(address.handle().value()));
    arguments.add(bytes(draft.idle().toMillis()));
    arguments.add(bytes(draft.absolute().toMillis()));
    arguments.add(bytes(draft.codec()));
    arguments.add(bytes(draft.subject() == null ? "" : draft.subject()));
    arguments.add(bytes(limit == null ? 0 : limit.max()));
    arguments.add(bytes(limit != null && limit.revokesOldest() ? 1 : 0));
    arguments.add(bytes(known.size()));
    arguments.add(bytes(again ? 1 : 0));
    known.forEach(handle -> arguments.add(bytes(handle.value())));
    addFields(arguments, draft.attributes());
    return run(Script.CREATE, keys.sessionAndIndex(address, known), arguments)
        .thenApply(reply -> reply.number(1) == 0
            ? new Full<>(reply.handles(2))
            : new Found<>(created(draft, reply)));
  }

  private static Stored created(Draft draft, Reply reply) {
    return new Stored(
        1,
        reply.now(),
        reply.now(),
        reply.instant(2),
        reply.instant(3),
        draft.idle(),
        draft.subject(),
        draft.codec(),
        draft.attributes());
  }

  @Override
  public CompletionStage<Answer<Stored>> read(Address address) {
    String key = keys.session(address);
    return redis.read(commands -> commands.hgetall(key)).thenApply(SessionHash::answer);
  }

  @Override
  public CompletionStage<Answer<Stored>> read(Address address, List<String> names) {
    String key = keys.session(address);
    String[] fields = SessionHash.headAnd(names);
    return redis
        .read(commands -> commands.hmget(key, fields))
        .thenApply(values -> SessionHash.answer(SessionHash.present(values)));
  }

  @Override
  public CompletionStage<?> touch(Address address, Duration interval) {
    List<byte[]> arguments = List.of(bytes(interval.toMillis()));
    return run(Script.TOUCH, new String[] {keys.session(address)}, arguments);
  }

  @Override
  public CompletionStage<Answer<Head>> write(Address address, Change change) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(change.expectedVersion()));
    arguments.add(bytes(change.nonce()));
    arguments.add(bytes(2L * change.set().size()));
    addFields(arguments, change.set());
    change.removed().forEach(name -> arguments.add(bytes(SessionHash.field(name))));
    String[] key = {keys.session(address)};
    Function<Reply, Head> head = reply -> new Head(reply.number(2), reply.instant(3));
    return change.nonce().isEmpty()
        ? answer(Script.WRITE, key, arguments, head)
        : new CertainWrite<>(again -> answer(Script.WRITE, key, arguments, head), timeout).run();
  }

  @Override
  public CompletionStage<Answer<Stored>> take(Address address) {
    List<byte[]> arguments = List.of(bytes(address.handle().value()));
    return answer(
        Script.TAKE,
        keys.sessionAndIndex(address),
        arguments,
        reply -> SessionHash.stored(reply.fields(2)));
  }

  @Override
  public CompletionStage<Answer<Instant>> renew(
      Address from, Address to, String successor, Duration grace) {
    List<byte[]> arguments = List.of(
        bytes(successor),
        bytes(grace.toMillis()),
        bytes(from.handle().value()),
        bytes(to.handle().value()));
    return answer(Script.RENEW, keys.renewal(from, to), arguments, Reply::now);
  }

  @Override
  public CompletionStage<Answer<Boolean>> delete(Address address) {
    List<byte[]> arguments = List.of(bytes(address.handle().value()));
    return answer(Script.DELETE, keys.sessionAndIndex(address), arguments, reply -> true);
  }

  @Override
  public CompletionStage<Map<SessionHandle, Instant>> index(Index index) {
    String key = keys.index(index);
    return redis.read(commands -> commands.zrangeWithScores(key, 0, -1)).thenApply(members -> {
      Map<SessionHandle, Instant> deadlines = new LinkedHashMap<>();
      members.forEach(member -> deadlines.put(
          new SessionHandle(new String(member.getValue(), UTF_8)),
          Instant.ofEpochMilli((long) member.getScore())));
      return deadlines;
    });
  }

  @Override
  public CompletionStage<Map<SessionHandle, Stored>> list(
      Index index, List<SessionHandle> sessions, List<String> names) {
    String[] fields = SessionHash.headAnd(names);
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(fields.length));
    for (String field : fields) {
      arguments.add(bytes(field));
    }
    sessions.forEach(handle -> arguments.add(bytes(handle.value())));
    return run(Script.LIST, keys.indexAndSessions(index, sessions), arguments).thenApply(reply -> {
      Map<SessionHandle, Stored> found = new HashMap<>();
      for (int i = 0; i < sessions.size(); i++) {
        Map<String, byte[]> values = reply.values(1 + i, fields);
        if (SessionHash.answer(values) instanceof Found<Stored> stored) {
          found.put(sessions.get(i), stored.value());
        }
      }
      return found;
    });
  }

  @Override
  public CompletionStage<Revoked> revoke(Index index, List<SessionHandle> sessions) {
    List<byte[]> arguments = new ArrayList<>();
    sessions.forEach(handle -> arguments.add(bytes(handle.value())));
    return run(Script.REVOKE, keys.indexAndSessions(index, sessions), arguments)
        .thenApply(reply -> new Revoked((int) reply.number(1), reply.deadlines(2)));
  }

  @Override
  public Instant now() {
    return redis.now();
  }

  @Override
  public void close() {
    redis.close();
  }

  private <T> CompletionStage<Answer<T>> answer(
      Script script, String[] keys, List<byte[]> arguments, Function<Reply, T> found) {
    return run(script, keys, arguments).thenApply(reply -> reply.answer(found));
  }

  private CompletionStage<Reply> run(Script script, String[] keys, List<byte[]> arguments) {
    byte[][] values = arguments.toArray(new byte[0][]);
    return redis.write(commands -> script.run(commands, keys, values)).thenApply(this::heard);
  }

  private Reply heard(List<Object> values) {
    Reply reply = new Reply(values);
    redis.clock().heard(reply.number(0));
    return reply;
  }

  private static void addFields(List<byte[]> arguments, Map<String, byte[]> attributes) {
    attributes.forEach((name, value) -> {
      arguments.add(bytes(SessionHash.field(name)));
      arguments.add(value);
    });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }
}
