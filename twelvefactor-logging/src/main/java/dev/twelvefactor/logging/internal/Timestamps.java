// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

/**
 * Writes times as RFC 3339 in UTC with microseconds, and keeps the part that changes once a second.
 * Not safe for use by many threads.
 */
final class Timestamps {

  private static final int SECONDS_A_DAY = 86_400;

  private final JsonBuffer prefix = new JsonBuffer();
  private long written = Long.MIN_VALUE;

  void write(JsonBuffer out, long second, int nanos) {
    if (second != written) {
      date(second);
      written = second;
    }
    out.raw(prefix.bytes(), prefix.length());
    out.raw('.');
    out.padded(nanos / 1000, 6);
    out.raw('Z');
  }

  /** Writes hours, minutes, seconds and milliseconds, for a terminal. */
  void writeTime(JsonBuffer out, int secondOfDay, int nanos) {
    time(out, secondOfDay);
    out.raw('.');
    out.padded(nanos / 1_000_000, 3);
  }

  /** The civil date of a day number, by the algorithm that counts from the first of March. */
  private void date(long second) {
    long day = Math.floorDiv(second, SECONDS_A_DAY);
    long shifted = day + 719_468;
    long era = Math.floorDiv(shifted, 146_097);
    long dayOfEra = shifted - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shiftedMonth = (5 * dayOfYear + 2) / 153;
    long dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    long month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    prefix.truncate(0);
    prefix.padded((int) year, 4);
    prefix.raw('-');
    prefix.padded((int) month, 2);
    prefix.raw('-');
    prefix.padded((int) dayOfMonth, 2);
    prefix.raw('T');
    time(prefix, (int) Math.floorMod(second, (long) SECONDS_A_DAY));
  }

  private static void time(JsonBuffer out, int secondOfDay) {
    out.padded(secondOfDay / 3600, 2);
    out.raw(':');
    out.padded(secondOfDay / 60 % 60, 2);
    out.raw(':');
    out.padded(secondOfDay % 60, 2);
  }
}
