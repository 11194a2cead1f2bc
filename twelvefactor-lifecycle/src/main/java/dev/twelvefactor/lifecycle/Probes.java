// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/**
 * The answers to the probes of a platform, for any HTTP server. Take no {@link Permit} for a probe:
 * it is not work that a shutdown should wait for.
 *
 * {@snippet class="dev.twelvefactor.lifecycle.LifecycleSnippets" region="probes"}
 *
 * <p>Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class Probes {

  private static final int UP = 200;
  private static final int DOWN = 503;

  private final States states;
  private final Readiness readiness;

  Probes(States states, Readiness readiness) {
    this.states = states;
    this.readiness = readiness;
  }

  /**
   * An answer to a probe.
   *
   * @param status the HTTP status: 200 or 503
   * @param body a JSON object with at least {@code status}, which is {@code UP} or {@code DOWN},
   *     and {@code state}; send it as {@code application/json}
   * @since 0.1.0
   */
  public record Answer(int status, String body) {}

  /**
   * {@return 200 as long as the process answers at all; also while it drains, since a platform would
   * kill it otherwise}
   */
  public Answer live() {
    return answer(true);
  }

  /** {@return 200 if traffic should be sent here, else 503; never 200 once a shutdown has begun} */
  public Answer ready() {
    return answer(readiness.ready());
  }

  /** {@return 503 until the service has started, and 200 from then on} */
  public Answer started() {
    return answer(states.wasStarted());
  }

  private Answer answer(boolean up) {
    LifecycleState state = states.get();
    Json body = new Json().text("status", up ? "UP" : "DOWN").text("state", state.name());
    if (!up && !readiness.reasons().isEmpty()) {
      body.texts("blocked_by", readiness.reasons());
    }
    return new Answer(up ? UP : DOWN, body.end());
  }
}
