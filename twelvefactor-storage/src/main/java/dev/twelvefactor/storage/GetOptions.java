// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an object is read, and of which version.
 *
 * <p>Immutable, and safe for use by many threads; every method that sets something answers a copy.
 *
 * @since 0.1.0
 */
public final class GetOptions {

  private static final GetOptions NONE =
      new GetOptions(OptionalLong.empty(), OptionalLong.empty(), null);
  private static final Pattern ETAG = Pattern.compile("\"[!#-~]{1,200}\"");

  private final OptionalLong first;
  private final OptionalLong count;
  private final @Nullable String etag;

  private GetOptions(OptionalLong first, OptionalLong count, @Nullable String etag) {
    this.first = first;
    this.count = count;
    this.etag = etag;
  }

  /** {@return options that ask for the whole object} */
  public static GetOptions none() {
    return NONE;
  }

  /**
   * Reads so many bytes from a place on, or as many as there are.
   *
   * @param first the index of the first byte; at least 0
   * @param count at least 1
   * @return a copy with this range
   * @throws IllegalArgumentException if a number is out of bounds
   */
  public GetOptions range(long first, long count) {
    return new GetOptions(
        OptionalLong.of(atLeast(0, "first", first)),
        OptionalLong.of(atLeast(1, "count", count)),
        etag);
  }

  /**
   * Reads everything from a place on.
   *
   * @param first the index of the first byte; at least 0
   * @return a copy with this range
   * @throws IllegalArgumentException if {@code first} is negative
   */
  public GetOptions from(long first) {
    return new GetOptions(OptionalLong.of(atLeast(0, "first", first)), OptionalLong.empty(), etag);
  }

  /**
   * Reads the last bytes, or the whole object if it has fewer.
   *
   * @param count at least 1
   * @return a copy with this range
   * @throws IllegalArgumentException if {@code count} is less than 1
   */
  public GetOptions last(long count) {
    return new GetOptions(OptionalLong.empty(), OptionalLong.of(atLeast(1, "count", count)), etag);
  }

  private static long atLeast(long least, String what, long value) {
    if (value < least) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: >= " + least + ")");
    }
    return value;
  }

  /**
   * Reads the object only if it has this content.
   *
   * @param etag the {@link ObjectInfo#etag()} of what is expected
   * @return a copy with this condition
   * @throws IllegalArgumentException if it is no entity tag
   */
  public GetOptions ifMatch(String etag) {
    return new GetOptions(first, count, requireEtag(etag));
  }

  static String requireEtag(String etag) {
    if (!ETAG.matcher(etag).matches()) {
      throw new IllegalArgumentException(
          "etag " + etag + " (expected: as ObjectInfo.etag() gives it, with its quotes)");
    }
    return etag;
  }

  /** {@return the index of the first byte; empty for a range that is counted from the end} */
  public OptionalLong first() {
    return first;
  }

  /** {@return how many bytes at most; empty for everything from the first on} */
  public OptionalLong count() {
    return count;
  }

  /** {@return the entity tag that the object must have} */
  public Optional<String> expectedEtag() {
    return Optional.ofNullable(etag);
  }
}
