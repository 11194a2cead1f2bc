// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/**
 * What a unit of work is, which decides whether it may still begin while the service drains.
 *
 * <p>All kinds are admitted until draining begins, the lame duck included.
 *
 * @since 0.1.0
 */
public enum WorkKind {
  /** A request that somebody waits for. Refused while draining. */
  HTTP,

  /** A message, a scheduled run or any other task of its own. Refused while draining. */
  JOB,

  /**
   * An answer without an end: server-sent events, a web socket, a long poll. Refused while draining,
   * and told to end at once when draining begins, by {@link Permit#onCancel}.
   */
  STREAM,

  /**
   * A part of other work, begun on whatever thread. While draining it is admitted as long as other
   * work is in flight, since that work may be waiting for it.
   */
  CHILD
}
