// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The options of a coordinator, each checked when it is set, and together when it is built. Not safe
 * for use by many threads.
 *
 * @since 0.1.0
 */
public final class ShutdownCoordinatorBuilder {

  private final Budget.Parts parts = new Budget.Parts();
  private final List<LifecycleObserver> observers = new ArrayList<>();
  private ShutdownCoordinatorBuilder.Jvm jvm = new RealJvm();
  private boolean interrupts;
  private boolean posix;

  ShutdownCoordinatorBuilder() {}

  /**
   * Reads {@code SHUTDOWN_TIMEOUT} and {@code SHUTDOWN_LAME_DUCK}, each a duration such as {@code
   * 25s}, {@code 500ms} or {@code PT25S}. What is not set stays as it is.
   *
   * @param environment the variables; an empty one counts as not set
   * @return this builder
   * @throws IllegalArgumentException if one is malformed; the message names it
   */
  public ShutdownCoordinatorBuilder environment(Map<String, String> environment) {
    Environment variables = new Environment(requireNonNull(environment, "environment"));
    variables.duration("SHUTDOWN_TIMEOUT", this::timeout);
    variables.duration("SHUTDOWN_LAME_DUCK", this::lameDuck);
    return this;
  }

  /**
   * Sets how long the shutdown may take in all. Leave the platform some seconds: it counts from the
   * moment that it sends the signal.
   *
   * @param total 1 second to 24 hours; the default is 25 seconds
   * @return this builder
   * @throws IllegalArgumentException if {@code total} is out of bounds
   */
  public ShutdownCoordinatorBuilder timeout(Duration total) {
    requireNonNull(total, "timeout");
    if (total.compareTo(Budget.SHORTEST) < 0 || total.compareTo(Budget.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "timeout: " + total + " (expected: 1 second to 24 hours, such as 25s)");
    }
    parts.total = total;
    return this;
  }

  /**
   * Sets how long the service goes on serving with readiness off, at least. It must cover the time
   * until traffic has moved away. It ends when nothing new has come for 4 % of the total, and at 40
   * % of the total at the latest.
   *
   * @param min zero for none at all; the default is 12 % of the total
   * @return this builder
   * @throws IllegalArgumentException if {@code min} is negative
   */
  public ShutdownCoordinatorBuilder lameDuck(Duration min) {
    parts.lameDuckMin = notNegative("lameDuck", min);
    parts.lameDuckMax = min.isZero() ? min : null;
    return this;
  }

  /**
   * Sets how long the service goes on serving with readiness off, at least and at most.
   *
   * @param min not negative; the default is 12 % of the total
   * @param max not less than {@code min}; the default is 40 % of the total
   * @return this builder
   * @throws IllegalArgumentException if one is out of bounds
   */
  public ShutdownCoordinatorBuilder lameDuck(Duration min, Duration max) {
    parts.lameDuckMin = notNegative("lameDuck minimum", min);
    parts.lameDuckMax = notNegative("lameDuck maximum", max);
    return this;
  }

  /**
   * Sets how long work may take to end after it has been cancelled.
   *
   * @param grace not negative; the default is 8 % of the total
   * @return this builder
   * @throws IllegalArgumentException if {@code grace} is negative
   */
  public ShutdownCoordinatorBuilder cancelGrace(Duration grace) {
    parts.cancelGrace = notNegative("cancelGrace", grace);
    return this;
  }

  /**
   * Sets how much time is kept for the closers, however long work takes.
   *
   * @param reserve not negative; the default is 20 % of the total
   * @return this builder
   * @throws IllegalArgumentException if {@code reserve} is negative
   */
  public ShutdownCoordinatorBuilder closeReserve(Duration reserve) {
    parts.closeReserve = notNegative("closeReserve", reserve);
    return this;
  }

  /**
   * Interrupts the threads of work that is cancelled, beside calling its callbacks. Off by default,
   * since a thread may serve others too; tasks of a {@linkplain ShutdownCoordinator#wrap wrapped
   * executor} are always interrupted.
   *
   * @return this builder
   */
  public ShutdownCoordinatorBuilder interruptOnCancel() {
    interrupts = true;
    return this;
  }

  /**
   * Exits with 143 after SIGTERM and 130 after SIGINT when nothing was cut short, as processes do
   * that handle no signals; the default is 0.
   *
   * @return this builder
   */
  public ShutdownCoordinatorBuilder posixExitCodes() {
    posix = true;
    return this;
  }

  /**
   * Adds an observer.
   *
   * @param observer is told what happens
   * @return this builder
   */
  public ShutdownCoordinatorBuilder observer(LifecycleObserver observer) {
    observers.add(requireNonNull(observer, "observer"));
    return this;
  }

  /**
   * Replaces the clock, the signals and the exit of the JVM, for tests.
   *
   * @param jvm the default is this JVM
   * @return this builder
   */
  public ShutdownCoordinatorBuilder jvm(ShutdownCoordinatorBuilder.Jvm jvm) {
    this.jvm = requireNonNull(jvm, "jvm");
    return this;
  }

  /**
   * Makes the coordinator; nothing outside it is touched until {@link ShutdownCoordinator#install}.
   *
   * @return the coordinator
   * @throws IllegalArgumentException if the parts of the time do not fit into the total
   */
  public ShutdownCoordinator build() {
    Budget budget = parts.budget();
    return new ShutdownCoordinator(new Service(jvm, observers, interrupts), budget, posix);
  }

  private static Duration notNegative(String option, Duration value) {
    if (requireNonNull(value, option).isNegative()) {
      throw new IllegalArgumentException(option + ": " + value + " (expected: zero or more)");
    }
    return value;
  }

  /**
   * What a coordinator needs of the JVM; replaced in tests. Each method is called from any thread.
   *
   * @since 0.1.0
   */
  public interface Jvm {
    /** {@return a time in nanoseconds that only advances, as {@link System#nanoTime()}} */
    long nanoTime();

    /**
     * Runs a short task later.
     *
     * @param delay when, from now
     * @param task what to run
     * @return what takes it back
     */
    Runnable schedule(Duration delay, Runnable task);

    /**
     * Handles a signal from now on.
     *
     * @param name its name without SIG
     * @param handler is called each time it comes
     * @return what brings the handler before back
     * @throws IllegalStateException if that is not possible here
     */
    Runnable onSignal(String name, Runnable handler);

    /**
     * Runs a hook when the JVM exits, which waits for it.
     *
     * @param hook what to run
     * @return what takes it back
     * @throws IllegalStateException if there is one already, or the JVM is exiting
     */
    Runnable onExit(Runnable hook);

    /**
     * Ends the JVM, hooks first.
     *
     * @param code the exit code
     */
    void exit(int code);

    /**
     * Ends the JVM at once.
     *
     * @param code the exit code
     */
    void halt(int code);
  }
}
