// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link RedisProcess} is to be started, where it is more than a plain server.
 *
 * @since 0.1.0
 */
public final class RedisProcessBuilder {

  private final List<String> arguments = new ArrayList<>();
  private @Nullable RedisBinary binary;
  private boolean clustered;
  private RedisSetup.@Nullable SignIn signIn;
  private @Nullable String password;
  private @Nullable ServerCertificate certificate;
  private @Nullable String watched;

  RedisProcessBuilder() {}

  /**
   * Adds arguments of {@code redis-server} after ours, so that they win.
   *
   * @param more as {@code "--maxmemory", "1mb"}
   * @return this builder
   */
  public RedisProcessBuilder arguments(String... more) {
    Collections.addAll(arguments, more);
    return this;
  }

  /**
   * Takes the executable that embedded-redis carries even if there is one on {@code PATH}. It is
   * the oldest Redis that the modules support, 6.2.
   *
   * @return this builder
   * @throws IllegalStateException if there is none for this platform, or it does not run here
   */
  public RedisProcessBuilder carriedBinary() {
    return binary(RedisBinary.carried());
  }

  RedisProcessBuilder binary(RedisBinary one) {
    binary = one;
    return this;
  }

  /**
   * Makes it a replica. It begins to copy when it starts; {@code INFO replication} tells when it
   * has.
   *
   * @param primary a server without a certificate
   * @return this builder
   * @throws IllegalArgumentException if {@code primary} speaks TLS
   */
  public RedisProcessBuilder replicaOf(RedisProcess primary) {
    if (primary.setup().certificate() != null) {
      throw new IllegalArgumentException(
          primary + " speaks TLS (expected: a primary without a certificate)");
    }
    arguments("--replicaof", primary.host(), Integer.toString(primary.port()));
    if (primary.setup().password() != null) {
      arguments("--masterauth", primary.setup().password());
    }
    return this;
  }

  /**
   * Makes it speak TLS and nothing else. An executable that can is chosen.
   *
   * @param certificate which clients have to trust; it is closed after the server
   * @return this builder
   */
  public RedisProcessBuilder certificate(ServerCertificate certificate) {
    this.certificate = requireNonNull(certificate, "certificate");
    return this;
  }

  /**
   * Makes a user, and lets nobody else in; {@link RedisProcess#url} then names the user.
   *
   * @param name of the user
   * @param password of the user
   * @param rules what the user may do, as {@code "~cart:*", "+@read", "+@write"}
   * @return this builder
   */
  public RedisProcessBuilder user(String name, String password, String... rules) {
    signIn = new RedisSetup.SignIn(name, password);
    this.password = UUID.randomUUID().toString();
    return arguments("--user", name, "on", ">" + password).arguments(rules);
  }

  RedisProcessBuilder clustered() {
    clustered = true;
    return this;
  }

  RedisProcessBuilder watching(String configuration) {
    watched = configuration;
    return this;
  }

  /**
   * Starts the server and waits until it answers, for at most 20 seconds.
   *
   * @return the running server
   * @throws IllegalStateException if it does not start, or if no executable here can do what is
   *     asked; the message says what is missing
   */
  public RedisProcess start() {
    return RedisProcess.start(new RedisSetup(
        binary(), List.copyOf(arguments), clustered, signIn, password, certificate, watched));
  }

  private RedisBinary binary() {
    if (binary == null) {
      return certificate == null ? RedisBinary.find() : RedisBinary.findWithTls();
    }
    return certificate == null ? binary : binary.withTls();
  }
}
