// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in Redis 6.2 or later.
 *
 * {@snippet class="dev.twelvefactor.session.redis.RedisSessionSnippets" region="connect"}
 *
 * <p>A store connects in the background, so a service starts while Redis is down. An unreachable
 * server is answered by {@link
 * dev.twelvefactor.session.SessionStoreException} within the time limit, and the connection comes
 * back by itself within about a second of the server.
 *
 * <p>Sessions expire by the server's clock; the clock of this machine does not matter. The server
 * must not evict keys: set its {@code maxmemory-policy} to {@code noeviction}.
 *
 * @since 0.1.0
 */
public final class RedisSessionStore {

  private RedisSessionStore() {}

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
   * primary that these Sentinels know by the name; {@code ?sentinelMasterId=name} says the same, and
   * {@code rediss-sentinel://} uses TLS for both</td></tr>
   * </table>
   *
   * @param url one of these
   * @return a store, not connected yet
   * @throws IllegalArgumentException if the URL has another form
   */
  public static SessionStore connect(String url) {
    return builder(url).build();
  }

  /**
   * Makes a builder for a store with other options.
   *
   * @param url as for {@link #connect}
   * @return a builder
   * @throws IllegalArgumentException if the URL has another form
   */
  public static Builder builder(String url) {
    return new Builder(RedisAddress.parse("url", url));
  }

  /**
   * Makes a store with the default options that connects by a client of the caller.
   *
   * @param client as for {@link #builder(RedisClient)}
   * @return a store, not connected yet
   * @throws IllegalArgumentException if the client has {@code autoReconnect(false)}
   */
  public static SessionStore connect(RedisClient client) {
    return builder(client).build();
  }

  /**
   * Makes a builder for a store that connects by a client of the caller, with a connection of its
   * own. Closing the store closes that connection and leaves the client as it is.
   *
   * @param client with the URI of a server or of Sentinels; its options stay, and {@link
   *     Builder#timeout} limits commands beside them
   * @return a builder
   * @throws IllegalArgumentException if the client has {@code autoReconnect(false)}
   */
  public static Builder builder(RedisClient client) {
    requireNonNull(client, "client");
    checkReconnects(client);
    return new Builder(() -> ServerDriver.of(client));
  }

  /**
   * Makes a store with the default options that connects to a Cluster by a client of the caller.
   *
   * @param client as for {@link #builder(RedisClusterClient)}
   * @return a store, not connected yet
   * @throws IllegalArgumentException if the client has {@code autoReconnect(false)}
   */
  public static SessionStore connect(RedisClusterClient client) {
    return builder(client).build();
  }

  /**
   * Makes a builder for a store that connects to a Cluster by a client of the caller, with a
   * connection of its own. Closing the store closes that connection and leaves the client as it is.
   *
   * @param client of a Cluster; its options stay, and {@link Builder#timeout} limits commands beside
   *     them. Without a refresh of its topology it notices late that a server has been replaced
   * @return a builder
   * @throws IllegalArgumentException if the client has {@code autoReconnect(false)}
   */
  public static Builder builder(RedisClusterClient client) {
    requireNonNull(client, "client");
    checkReconnects(client);
    return new Builder(() -> new ClusterDriver(client));
  }

  /** Whoever asks for no reconnecting means some other use of the client than a store. */
  private static void checkReconnects(AbstractRedisClient client) {
    if (!client.getOptions().isAutoReconnect()) {
      throw new IllegalArgumentException("the client does not reconnect, so the first connection"
          + " that is lost would end the session store for good (expected: autoReconnect(true) in"
          + " its ClientOptions)");
    }
  }

  /**
   * Makes the store that the environment asks for.
   *
   * <table class="striped">
   * <caption>Variables</caption>
   * <tr><th scope="col">name</th><th scope="col">meaning</th></tr>
   * <tr><td>{@code REDIS_URL}</td><td>as for {@link #connect}; required</td></tr>
   * <tr><td>{@code SESSION_NAMESPACE}</td><td>{@link Builder#namespace}</td></tr>
   * <tr><td>{@code SESSION_IDLE}</td><td>{@link Builder#idle}, such as {@code 30m}</td></tr>
   * <tr><td>{@code SESSION_ABSOLUTE}</td><td>{@link Builder#absolute}, such as {@code 12h}</td></tr>
   * <tr><td>{@code SESSION_RENEWAL}</td><td>{@link Builder#renewal}, such as {@code 15m}</td></tr>
   * <tr><td>{@code SESSION_TIMEOUT}</td><td>{@link Builder#timeout}, such as {@code 250ms}</td></tr>
   * <tr><td>{@code SESSION_SUBJECT_KEY}</td><td>{@link Builder#subjectKey}; a secret</td></tr>
   * </table>
   *
   * @param environment such as {@link System#getenv()}
   * @return a store, not connected yet
   * @throws IllegalArgumentException if a variable is missing or malformed; the message names it
   */
  public static SessionStore fromEnvironment(Map<String, String> environment) {
    Environment values = new Environment(environment);
    Builder builder = new Builder(RedisAddress.parse("REDIS_URL", values.required("REDIS_URL")));
    values.text("SESSION_NAMESPACE", builder::namespace);
    values.text("SESSION_SUBJECT_KEY", builder::subjectKey);
    values.duration("SESSION_IDLE", builder::idle);
    values.duration("SESSION_ABSOLUTE", builder::absolute);
    values.duration("SESSION_RENEWAL", builder::renewal);
    values.duration("SESSION_TIMEOUT", builder::timeout);
    return builder.build();
  }

  /**
   * The options of a store on Redis.
   *
   * @since 0.1.0
   */
  public static final class Builder extends SessionStoreBuilder<Builder> {

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MIN_SUBJECT_KEY_CHARACTERS = 16;

    private final Supplier<RedisDriver> driver;
    private String namespace = "session";
    private Duration timeout = Duration.ofMillis(250);
    private @Nullable String subjectKey;

    private Builder(RedisAddress address) {
      this(() -> new OwnDriver(address));
    }

    private Builder(Supplier<RedisDriver> driver) {
      this.driver = driver;
    }

    /**
     * Sets the first part of all keys. Services that share a server but not their sessions use
     * different ones.
     *
     * @param namespace 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -}; the default is {@code
     *     session}
     * @return this builder
     * @throws IllegalArgumentException if the namespace has another form
     */
    public Builder namespace(String namespace) {
      if (!NAMESPACE.matcher(namespace).matches()) {
        throw new IllegalArgumentException(
            "namespace \"" + namespace + "\" (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
      }
      this.namespace = namespace;
      return this;
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
     * Sets the secret that hides users' names in the server's keys. All processes that share the
     * sessions need the same one.
     *
     * <p>It names the list of a user's sessions, so with another secret the sessions from before go
     * on, but are not in the list any more: neither listed, nor counted, nor ended by {@code
     * revokeAll}. Whoever changes it changes the namespace too, which logs everybody out.
     *
     * @param secret at least 16 characters; by default it is derived from the namespace, which
     *     keeps names out of sight but not from somebody who guesses them
     * @return this builder
     * @throws IllegalArgumentException if the secret is shorter
     */
    public Builder subjectKey(String secret) {
      if (secret.length() < MIN_SUBJECT_KEY_CHARACTERS) {
        throw new IllegalArgumentException(
            "subjectKey of " + secret.length() + " characters (expected: >= 16)");
      }
      this.subjectKey = secret;
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public SessionStore build() {
      RedisConnection connection = new RedisConnection(driver.get(), timeout);
      return over(
          new RedisBackend(connection, new SessionKeyspace(namespace), timeout),
          sha256(subjectKey == null ? namespace : subjectKey));
    }

    private static byte[] sha256(String text) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      } catch (NoSuchAlgorithmException impossible) {
        throw new AssertionError("every Java platform has SHA-256", impossible);
      }
    }
  }
}
