// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.security.SecureRandom;
import java.util.Random;

/**
 * Runs a test body on many random cases, each of which can be run again.
 *
 * <p>Every case gets a generator seeded from the seed of the run and its own number. The run prints
 * its seed on standard error; a case that fails says how to repeat it: with the system property
 * {@value #PROPERTY}, whose value is a seed for all cases ({@code 42}), or a seed and a case ({@code
 * 42:17}) for that case alone.
 *
 * @since 0.1.0
 */
public final class RandomCases {

  static final String PROPERTY = "twelvefactor.test.seed";

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private RandomCases() {}

  /**
   * What is done in each case.
   *
   * @since 0.1.0
   */
  @FunctionalInterface
  public interface Case {
    /**
     * Runs one case.
     *
     * @param random the only source of chance that the case may use
     * @param index the number of the case, from 0
     * @throws Exception to fail the case
     */
    void run(Random random, int index) throws Exception;
  }

  /**
   * Runs cases until one fails.
   *
   * @param count how many; positive
   * @param body what to do in each
   * @throws AssertionError if a case throws anything; its message tells how to repeat the case, and
   *     its cause is what was thrown
   */
  public static void run(int count, Case body) {
    run(System.getProperty(PROPERTY, ""), count, body);
  }

  static void run(String wanted, int count, Case body) {
    if (count < 1) {
      throw new IllegalArgumentException("count is " + count + ", expected 1 or more");
    }
    String[] parts = wanted.split(":", 2);
    long seed = wanted.isEmpty() ? new SecureRandom().nextInt() : number(wanted, parts[0]);
    if (parts.length == 2) {
      runOne(seed, Math.toIntExact(number(wanted, parts[1])), body);
      return;
    }
    System.err.println(
        "twelvefactor-testkit: " + count + " random cases, -D" + PROPERTY + "=" + seed);
    for (int index = 0; index < count; index++) {
      runOne(seed, index, body);
    }
  }

  private static void runOne(long seed, int index, Case body) {
    try {
      body.run(new Random(seed + index * GOLDEN_GAMMA), index);
    } catch (Throwable e) {
      throw new AssertionError(
          "Random case " + index + " failed; repeat it with -D" + PROPERTY + "=" + seed + ":"
              + index + ". " + e,
          e);
    }
  }

  private static long number(String wanted, String part) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          PROPERTY + " is \"" + wanted + "\", expected a seed as 42 or a seed and a case as 42:17",
          e);
    }
  }
}
