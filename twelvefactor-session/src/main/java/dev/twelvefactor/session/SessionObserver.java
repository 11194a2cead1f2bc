// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.time.Duration;

/**
 * Hears what is done with sessions, for metrics and logs.
 *
 * {@snippet class="dev.twelvefactor.session.MicrometerTest" region="observer"}
 *
 * <p>It is called on the thread that does the work, which may be the driver's, so it must be quick
 * and must not wait. One that throws is reported in the log once and otherwise ignored.
 *
 * @since 0.1.0
 */
public interface SessionObserver {

  /**
   * Something was done.
   *
   * @param event what
   */
  default void observed(Event event) {}

  /**
   * What was done, and what became of it. It names no session and no subject.
   *
   * @param operation what
   * @param result what became of it
   * @param elapsed how long it took
   * @since 0.1.0
   */
  record Event(Operation operation, Result result, Duration elapsed) {}

  /**
   * What can be done: the verbs of {@link SessionStore} and {@link SubjectSessions}, and {@link
   * #TOUCH}.
   *
   * @since 0.1.0
   */
  enum Operation {
    /** A session was to be created. */
    CREATE,
    /** A session was looked up, whole or in part. */
    FIND,
    /** Changes were to be stored; also a save without any, which sends nothing. */
    SAVE,
    /** A session was to be changed by a function. */
    UPDATE,
    /** A user logged in. */
    LOGIN,
    /** A session was to get a new token. */
    RENEW,
    /** A session was to be deleted. */
    DELETE,
    /** The sessions of a subject were listed or counted. */
    LIST,
    /** Sessions of a subject were to be revoked. */
    REVOKE,
    /** A session was kept alive in the background, after it was found. */
    TOUCH
  }

  /**
   * What can become of it.
   *
   * @since 0.1.0
   */
  enum Result {
    /** It was done. */
    DONE,
    /** There was no such session. */
    GONE,
    /** A limit was exceeded: too large, or too many sessions of one subject. */
    REFUSED,
    /** The server could not be reached; a stand-in was answered. */
    STAND_IN,
    /** The server could not be reached, or refused. */
    FAILED
  }
}
