// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Keeps sessions in this process, for tests and for trying things out: with the same promises as
 * the store on Redis, but for this process alone, and lost with it.
 *
 * {@snippet class="dev.twelvefactor.session.SessionSnippets" region="in-memory"}
 *
 * @since 0.1.0
 */
public final class InMemorySessionStore {

  private InMemorySessionStore() {}

  /** {@return a store with the default options} */
  public static SessionStore create() {
    return builder().build();
  }

  /** {@return a builder for a store with other options} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The options of a store in memory.
   *
   * @since 0.1.0
   */
  public static final class Builder extends SessionStoreBuilder<Builder> {

    private static final byte[] SUBJECT_KEY = "in memory".getBytes(StandardCharsets.US_ASCII);

    private InstantSource clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets the clock that sessions expire by.
     *
     * @param clock the default is the system's
     * @return this builder
     */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public SessionStore build() {
      return over(new InMemoryBackend(clock), SUBJECT_KEY);
    }
  }
}
