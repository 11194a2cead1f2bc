// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.time.Duration;

/**
 * Hears what is done with objects, for metrics and logs.
 *
 * {@snippet class="dev.twelvefactor.storage.MicrometerIT" region="observer"}
 *
 * <p>It is called on the thread that does the work, which may be one that sends a part, and by several
 * at once; so it must be quick and must not wait. One that throws is reported in the log once and
 * otherwise ignored. A call that ends with another exception than an {@link ObjectStorageException},
 * such as one for a wrong argument, is not told.
 *
 * @since 0.1.0
 */
public interface StorageObserver {

  /**
   * Something was done.
   *
   * @param event what
   */
  default void observed(Event event) {}

  /**
   * What was done, and what became of it. It names no object.
   *
   * @param operation what
   * @param result what became of it
   * @param elapsed how long it took
   * @since 0.1.0
   */
  record Event(Operation operation, Result result, Duration elapsed) {}

  /**
   * What can be done: the verbs of {@link ObjectStorage}, and what they do by themselves.
   *
   * @since 0.1.0
   */
  enum Operation {
    /** An object was to be stored; by a writer, from its opening to its commit or first failure. */
    PUT,
    /** An object was opened; reading it is not part of the time. */
    GET,
    /** An object was described. */
    HEAD,
    /** A page of a listing, up to 1000 objects, was fetched. */
    LIST,
    /** An object, or many, were to be deleted. */
    DELETE,
    /** An object was to be copied. */
    COPY,
    /** A direct upload was to be confirmed. */
    CONFIRM,
    /** A request of one of these failed and is sent again; the time is the pause before that. */
    RETRY,
    /** The connection of a read broke, and another was made for the rest. */
    RESUME
  }

  /**
   * What can become of it.
   *
   * @since 0.1.0
   */
  enum Result {
    /** It was done. */
    DONE,
    /** There was no such object. */
    ABSENT,
    /** A condition did not hold, a limit was exceeded, or the source of the bytes failed. */
    REFUSED,
    /** Its answer was lost; {@link ObjectStorageException#maybeApplied()}. */
    UNKNOWN,
    /** It was not done, or of many deletions not each. */
    FAILED
  }
}
