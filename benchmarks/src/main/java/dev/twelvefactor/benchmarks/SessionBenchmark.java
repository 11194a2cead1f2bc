// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.session.redis.RedisSessionStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request costs: with raw commands on the same bytes, with ours, and with Spring Session as
 * its filter uses it. A session has eight attributes of 100 characters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SessionBenchmark {

  static final String REDIS_URL = "benchmark.redis";

  private static final String TEXT = "x".repeat(100);
  private static final SessionKey<String> CHANGED = SessionKey.of("attribute0", String.class);

  private final String url = System.getProperty(REDIS_URL);
  private RedisClient client;
  private StatefulRedisConnection<String, byte[]> raw;
  private byte[] blob;
  private SessionStore sessions;
  private String token;
  private SpringSessions<?> springDefault;
  private SpringSessions<?> springIndexed;
  private int count;

  @Setup
  public void open() {
    client = RedisClient.create(url);
    raw = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    sessions = RedisSessionStore.connect(url);
    NewSession session = NewSession.forSubject("ada");
    int bytes = 80;
    for (int i = 0; i < 8; i++) {
      session = session.with(SessionKey.of("attribute" + i, String.class), TEXT);
      bytes += 100 + "@attribute0\"\"=".length();
    }
    token = sessions.create(session).token().value();
    blob = new byte[bytes];
    raw.sync().set("blob", blob);
    for (int i = 0; i < 8; i++) {
      raw.sync().hset("hash", "@attribute" + i, TEXT.getBytes(StandardCharsets.UTF_8));
    }
    springDefault = SpringSessions.standard(url, TEXT);
    springIndexed = SpringSessions.indexed(url, TEXT);
  }

  @TearDown
  public void close() {
    sessions.close();
    client.shutdown();
    springDefault.close();
    springIndexed.close();
  }

  @Benchmark
  public byte[] readRawGet() {
    return raw.sync().get("blob");
  }

  @Benchmark
  public Map<String, byte[]> readRawHashGetAll() {
    return raw.sync().hgetall("hash");
  }

  @Benchmark
  public Optional<Session> readOurs() {
    return find();
  }

  /** From the text of the cookie on, as a request would. */
  private Optional<Session> find() {
    return SessionToken.parse(token).flatMap(sessions::find);
  }

  @Benchmark
  public Object readSpringDefault() {
    return springDefault.read();
  }

  @Benchmark
  public Object readSpringIndexed() {
    return springIndexed.read();
  }

  @Benchmark
  public String writeRawGetSet() {
    raw.sync().get("blob");
    return raw.sync().psetex("blob", 1_800_000, blob);
  }

  @Benchmark
  public Optional<Session> writeOurs() {
    Session session = find().orElseThrow();
    return sessions.save(session.with(CHANGED, TEXT + count++));
  }

  @Benchmark
  public Object writeSpringDefault() {
    return springDefault.write(TEXT + count++);
  }

  @Benchmark
  public Object writeSpringIndexed() {
    return springIndexed.write(TEXT + count++);
  }
}
