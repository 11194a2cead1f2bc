// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real {@code redis-server} of your own, on a free loopback port, to count, flush, freeze, kill
 * and restart.
 *
 * <p>The executable is the one on {@code PATH} if it is 6.2 or later, else the one that the
 * artifact {@code com.github.codemonstur:embedded-redis} carries (Linux with glibc 2.34 and OpenSSL
 * 3, macOS with openssl@3). It works in a temporary folder that goes with it, and saves nothing
 * unless an argument says so. It never outlives this JVM, not even one that is killed.
 *
 * <p>Safe for use by many threads. Each question opens a connection of its own.
 *
 * @see WithRedis
 * @since 0.1.0
 */
public final class RedisProcess implements AutoCloseable {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration REPLICATION_TIMEOUT = Duration.ofSeconds(20);
  private static final int PORT_ATTEMPTS = 5;
  private static final Pattern CALLS = Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+)");

  private final ReentrantLock lock = new ReentrantLock();
  private final RedisSetup setup;
  private final TemporaryFolder folder = TemporaryFolder.create("redis");
  private final int port;
  private volatile RedisRun run;

  private RedisProcess(RedisSetup setup, int port) {
    this.setup = setup;
    this.port = port;
    try {
      this.run = launch();
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Starts a server and waits until it answers, for at most 20 seconds.
   *
   * @param extraArguments arguments of {@code redis-server} after ours, so that they win, as {@code
   *     "--maxmemory", "1mb"}
   * @return the running server
   * @throws IllegalStateException if it does not start; the message holds what it printed
   */
  public static RedisProcess start(String... extraArguments) {
    return builder().arguments(extraArguments).start();
  }

  /** {@return a builder for a server with TLS, a user, a primary or another executable} */
  public static RedisProcessBuilder builder() {
    return new RedisProcessBuilder();
  }

  static RedisProcess start(RedisSetup setup) {
    for (int attempt = 1; true; attempt++) {
      try {
        return new RedisProcess(setup, setup.choosePort());
      } catch (RedisRun.PortTakenException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private RedisRun launch() {
    return RedisRun.start(setup, port, folder.path());
  }

  /**
   * {@return the address as a client takes it, {@code redis://127.0.0.1:34567}; with a certificate
   * it begins with {@code rediss://}, and with a user it holds the password}
   */
  public String url() {
    return setup.url(port);
  }

  /** {@return the host, always {@code 127.0.0.1}} */
  public String host() {
    return RedisSetup.HOST;
  }

  /** {@return the TCP port; a restart keeps it} */
  public int port() {
    return port;
  }

  /** {@return the version of the server, {@code 7.0.15}} */
  public String version() {
    return setup.binary().version();
  }

  /** {@return the process number of the last start} */
  public long pid() {
    return run.process().pid();
  }

  RedisSetup setup() {
    return setup;
  }

  boolean isAlive() {
    return run.process().isAlive();
  }

  String origin() {
    return setup.binary().origin();
  }

  /** Kills the server with SIGKILL, as a crash does, and waits until it is gone. */
  public void kill() {
    lock.lock();
    try {
      run.kill();
    } finally {
      lock.unlock();
    }
  }

  /** Stops the server in its tracks (SIGSTOP): it accepts connections and answers nothing. */
  public void freeze() {
    Signals.send(run.process(), "STOP");
  }

  /** Lets a frozen server go on (SIGCONT); it then answers what arrived meanwhile. */
  public void thaw() {
    Signals.send(run.process(), "CONT");
  }

  /**
   * Ends the server if it still runs (SIGTERM, and SIGKILL after 10 seconds), starts it again on
   * the same port and in the same folder, and waits until it answers. After {@link #kill} this is
   * the restart after a crash.
   *
   * @throws IllegalStateException if it does not start again
   */
  public void restart() {
    lock.lock();
    try {
      stop();
      run = launch();
    } finally {
      lock.unlock();
    }
  }

  private void stop() {
    Process process = run.process();
    if (process.isAlive()) {
      thaw();
      process.destroy();
      try {
        process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    run.kill();
  }

  /**
   * How often each command was called since the start or the last {@link #resetStatistics}.
   *
   * @return counts by lower-case name, sub-commands as {@code client|setname} from Redis 7 on;
   *     commands inside a script count too. {@code info} and {@code config} are left out, since
   *     this class sends them itself
   */
  public Map<String, Long> commandCalls() {
    Map<String, Long> calls = new TreeMap<>();
    Matcher line = CALLS.matcher(info("commandstats"));
    while (line.find()) {
      String name = line.group(1);
      if (!name.equals("info") && !name.startsWith("config")) {
        calls.put(name, Long.parseLong(line.group(2)));
      }
    }
    return Collections.unmodifiableMap(calls);
  }

  /** Sets the counts of {@link #commandCalls} to nothing. */
  public void resetStatistics() {
    command("CONFIG", "RESETSTAT");
  }

  /**
   * Asks for a section of INFO.
   *
   * @param section its name, as {@code "memory"}
   * @return the lines as the server sent them, {@code name:value}
   */
  public String info(String section) {
    return command("INFO", section);
  }

  /**
   * Waits until its replicas have all that it has now, for at most 20 seconds. After that a crash
   * does not lose it.
   *
   * @throws IllegalStateException if it has no replica, or one lags
   */
  public void awaitReplicas() {
    long wanted = ReplicationView.of(this).offset();
    Wait.until("the replicas of " + this + " have it all", REPLICATION_TIMEOUT, () -> {
      ReplicationView view = ReplicationView.of(this);
      return !view.replicas().isEmpty()
          && view.replicas().stream().allMatch(offset -> offset >= wanted);
    });
  }

  /**
   * Sends one command as a user who may do everything, on a connection of its own, so nothing that belongs to a connection (SELECT,
   * MULTI, WATCH) lasts until the next.
   *
   * @param arguments the command and its arguments, as {@code "SET", "key", "value"}
   * @return the reply as text: an integer in decimal, an absent value as {@code (nil)}, an array
   *     with one element a line
   * @throws IllegalStateException if the server answers with an error
   * @throws UncheckedIOException if it cannot be reached or does not answer within 10 seconds
   */
  public String command(String... arguments) {
    try (RespConnection connection = setup.open(port, ANSWER_TIMEOUT)) {
      return connection.call(arguments);
    } catch (IOException e) {
      String name = Arrays.stream(arguments).findFirst().orElse("nothing");
      throw new UncheckedIOException(
          "No answer to " + name + " from the redis-server at " + host() + ":" + port, e);
    }
  }

  /** Kills the server, frozen or not, and deletes its folder. Closing twice does nothing. */
  @Override
  public void close() {
    kill();
    folder.close();
  }

  @Override
  public String toString() {
    return "Redis " + version() + " at " + host() + ":" + port + ", process " + pid();
  }
}
