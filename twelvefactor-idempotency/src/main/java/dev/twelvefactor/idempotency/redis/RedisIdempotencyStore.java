// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.IdempotencyStore;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records in Redis 6.2 or later.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="connect"}
 *
 * <p>A store connects in the background, so a service starts while Redis is down. An unreachable
 * server is answered by {@link
 * dev.twelvefactor.idempotency.IdempotencyException} within the time limit, and the connection comes
 * back by itself within about a second of the server. When it connects, it looks for settings under
 * which the server loses records, and warns of them in the log; see {@link IdempotencyStore#check()}.
 *
 * <p>Leases go by the server's clock; the clock of this machine does not matter.
 *
 * @since 0.1.0
 */
public final class RedisIdempotencyStore {

  private RedisIdempotencyStore() {}

  /**
   * Makes a store with the default options.
   *
   * <table class="striped">
   * <caption>URLs</caption>
   * <tr><th scope="col">form</th><th scope="col">leads to</th></tr>
   * <tr><td>{@code redis://[user:password@]host[:port][/database]}</td><td>a server</td></tr>
   * <tr><td>{@code rediss://…}</td><td>the same by TLS; the host's certificate must be trusted by
   * this JVM</td></tr>
   * <tr><td>{@code redis://[user:password@]host[:port],host[:port],…}</td><td>a Cluster, of which
   * these nodes are asked for the others; {@code rediss://} too</td></tr>
   * <tr><td>{@code redis-cluster://[user:password@]host[:port]}</td><td>a Cluster by one address;
   * {@code rediss-cluster://} too</td></tr>
   * <tr><td>{@code redis-sentinel://[user:password@]host[:port],…[/database]#name}</td><td>the
   * primary that these Sentinels know by the name; {@code rediss-sentinel://} uses TLS for
   * both</td></tr>
   * </table>
   *
   * @param url one of these
   * @param namespace the first part of all keys, 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -};
   *     services that share a server use different ones
   * @return a store, not connected yet
   * @throws IllegalArgumentException if the URL or the namespace has another form
   */
  public static IdempotencyStore connect(String url, String namespace) {
    return builder(url, namespace).build();
  }

  /**
   * Makes a builder for a store with other options.
   *
   * @param url as for {@link #connect(String, String)}
   * @param namespace as for {@link #connect(String, String)}
   * @return a builder
   * @throws IllegalArgumentException if the URL or the namespace has another form
   */
  public static Builder builder(String url, String namespace) {
    return new Builder(RedisAddress.parse("url", url), namespace);
  }

  /**
   * Makes a builder for a store that connects by a client of the caller, with a connection of its
   * own. Closing the store closes that connection and leaves the client as it is.
   *
   * @param client with the URI of a server or of Sentinels; its options stay, {@link
   *     Builder#timeout} limits commands beside them, and {@link Builder#build} refuses those that
   *     {@link ClientRisk} names
   * @param namespace as for {@link #connect(String, String)}
   * @return a builder
   * @throws IllegalArgumentException if the namespace has another form
   */
  public static Builder builder(RedisClient client, String namespace) {
    requireNonNull(client, "client");
    return new Builder(timeout -> ServerDriver.of(client), client, namespace);
  }

  /**
   * Makes a builder for a store that connects to a Cluster by a client of the caller, with a
   * connection of its own. Closing the store closes that connection and leaves the client as it is.
   *
   * @param client of a Cluster; as for {@link #builder(RedisClient, String)}. Without a refresh of
   *     its topology it notices late that a server has been replaced
   * @param namespace as for {@link #connect(String, String)}
   * @return a builder
   * @throws IllegalArgumentException if the namespace has another form
   */
  public static Builder builder(RedisClusterClient client, String namespace) {
    requireNonNull(client, "client");
    return new Builder(timeout -> new ClusterDriver(client), client, namespace);
  }

  /**
   * Makes the store that the environment asks for.
   *
   * <table class="striped">
   * <caption>Variables</caption>
   * <tr><th scope="col">name</th><th scope="col">meaning</th></tr>
   * <tr><td>{@code REDIS_URL}</td><td>as for {@link #connect(String, String)}; required</td></tr>
   * <tr><td>{@code IDEMPOTENCY_NAMESPACE}</td><td>as for {@link #connect(String, String)}; required</td></tr>
   * <tr><td>{@code IDEMPOTENCY_TIMEOUT}</td><td>{@link Builder#timeout}, such as {@code 250ms}
   * </td></tr>
   * </table>
   *
   * @param environment such as {@link System#getenv()}
   * @return a store, not connected yet
   * @throws IllegalArgumentException if a variable is missing or malformed; the message names it
   */
  public static IdempotencyStore fromEnvironment(Map<String, String> environment) {
    Environment values = new Environment(requireNonNull(environment, "environment"));
    RedisAddress address =
        RedisAddress.parse("REDIS_URL", values.required("REDIS_URL", "the URL of a Redis server"));
    String namespace =
        values.required("IDEMPOTENCY_NAMESPACE", "the first part of all keys, such as shop");
    Builder builder = new Builder(address, namespace);
    values.duration("IDEMPOTENCY_TIMEOUT", builder::timeout);
    return builder.build();
  }

  /**
   * The options of a store on Redis, each checked when it is set. Not safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Function<Duration, RedisDriver> driver;
    private final @Nullable AbstractRedisClient callers;
    private final String namespace;
    private final Set<ClientRisk> accepted = EnumSet.noneOf(ClientRisk.class);
    private Duration timeout = Duration.ofMillis(250);

    private Builder(RedisAddress address, String namespace) {
      this(timeout -> new OwnDriver(address, timeout), null, namespace);
    }

    private Builder(
        Function<Duration, RedisDriver> driver,
        @Nullable AbstractRedisClient callers,
        String namespace) {
      if (!NAMESPACE.matcher(requireNonNull(namespace, "namespace")).matches()) {
        throw new IllegalArgumentException(
            "namespace \"" + namespace + "\" (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
      }
      this.driver = driver;
      this.callers = callers;
      this.namespace = namespace;
    }

    /**
     * Sets how long a command may take before it fails.
     *
     * @param timeout 1 ms to 60 s; the default is 250 ms
     * @return this builder
     * @throws IllegalArgumentException if {@code timeout} is out of bounds
     */
    public Builder timeout(Duration timeout) {
      if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofSeconds(60)) > 0) {
        throw new IllegalArgumentException("timeout: " + timeout + " (expected: 1 ms to 60 s)");
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * Takes the caller's client in spite of options that {@link #build} would refuse.
     *
     * @param risks of the client's options that are known and wanted; none by default
     * @return this builder
     */
    public Builder accept(ClientRisk... risks) {
      accepted.addAll(Arrays.asList(risks));
      return this;
    }

    /**
     * Makes the store; each call opens one of its own.
     *
     * @return a store with these options, not connected yet
     * @throws IllegalArgumentException if the caller's client has an option that is a {@link
     *     ClientRisk} and not accepted; the message names all of them
     */
    public IdempotencyStore build() {
      if (callers != null) {
        ClientRisk.check(callers.getOptions(), accepted);
      }
      return new RedisRecordStore(driver.apply(timeout), timeout, namespace);
    }
  }

  /**
   * An option of a caller's client that breaks a promise of the store. The first two are defaults of
   * the driver.
   *
   * @see Builder#accept
   * @since 0.1.0
   */
  public enum ClientRisk {

    /** A command whose answer was lost with the connection is sent a second time on the next one. */
    RESENDS_COMMANDS(
        "it sends scripts again after it has reconnected; set" + " replayFilter(command -> true)"),

    /** While there is no connection, commands wait for one, as many as come. */
    QUEUES_WITHOUT_LIMIT("it queues commands without limit while it is disconnected; set"
        + " disconnectedBehavior(REJECT_COMMANDS) or a requestQueueSize"),

    /** A command stays in the client's queues when its caller has long given up. */
    NO_TIME_LIMIT(
        "it sets no time limit to commands; set timeoutOptions(TimeoutOptions.enabled())"),

    /** A connection that is lost stays lost, and with it the store. */
    NEVER_RECONNECTS("it does not reconnect; set autoReconnect(true)");

    private final String remedy;

    ClientRisk(String remedy) {
      this.remedy = remedy;
    }

    static void check(ClientOptions options, Set<ClientRisk> accepted) {
      String refused = Arrays.stream(values())
          .filter(risk -> risk.isIn(options) && !accepted.contains(risk))
          .map(risk -> risk + ": " + risk.remedy)
          .collect(Collectors.joining("; "));
      if (!refused.isEmpty()) {
        throw new IllegalArgumentException(
            "the options of the client are unsafe for idempotency (expected: safe ones, or"
                + " accept(ClientRisk…) with the names): " + refused);
      }
    }

    private boolean isIn(ClientOptions options) {
      return switch (this) {
        case RESENDS_COMMANDS -> options.isAutoReconnect() && resendsScripts(options);
        case QUEUES_WITHOUT_LIMIT ->
          queuesWhileDisconnected(options) && options.getRequestQueueSize() == Integer.MAX_VALUE;
        case NO_TIME_LIMIT -> !options.getTimeoutOptions().isTimeoutCommands();
        case NEVER_RECONNECTS -> !options.isAutoReconnect();
      };
    }

    /** What the filter says yes to is dropped. */
    private static boolean resendsScripts(ClientOptions options) {
      return Stream.of(CommandType.EVALSHA, CommandType.EVAL)
          .anyMatch(type -> !options.getReplayFilter().test(example(type)));
    }

    private static boolean queuesWhileDisconnected(ClientOptions options) {
      return options.getDisconnectedBehavior() == DisconnectedBehavior.ACCEPT_COMMANDS
          || (options.getDisconnectedBehavior() == DisconnectedBehavior.DEFAULT
              && options.isAutoReconnect());
    }

    private static Command<String, String, String> example(CommandType type) {
      return new Command<>(
          type, new StatusOutput<>(StringCodec.UTF8), new CommandArgs<>(StringCodec.UTF8));
    }
  }
}
