// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names of owners. They are compared within one key alone, where 54 bits keep any two apart; nobody
 * is kept out by them, so they need not be hard to guess.
 */
final class Owners {

  static final int LENGTH = 9;

  private static final int BITS = 6;
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".getBytes(ISO_8859_1);
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** Begins elsewhere in each process. */
  private static final AtomicLong STATE = new AtomicLong(new SecureRandom().nextLong());

  private Owners() {}

  /** The time keeps processes apart that were made of one by restoring a snapshot of it. */
  static String next() {
    long bits = mixed(STATE.getAndAdd(GOLDEN_GAMMA)) ^ mixed(System.nanoTime());
    byte[] name = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      name[i] = ALPHABET[(int) (bits >>> (i * BITS)) & (ALPHABET.length - 1)];
    }
    return new String(name, ISO_8859_1);
  }

  /** As {@link java.util.SplittableRandom} does. */
  private static long mixed(long bits) {
    long once = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
    return twice ^ (twice >>> 31);
  }
}
