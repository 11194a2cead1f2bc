// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/**
 * When something is closed, in the order in which the phases run.
 *
 * <p>Within a phase closers run one at a time, the last registered first, so that what was built on
 * top of something is closed before it; see {@link Registration#parallel()}. A phase has a share of
 * the time that is left, and a closer has a share of its phase's; one that takes longer is left
 * behind and named in the report. It runs on a thread of its own, with the context class loader of the
 * thread that has registered it.
 *
 * @since 0.1.0
 */
public enum Phase {
  /**
   * Consumers, pollers and schedulers stop fetching. Runs as soon as the shutdown begins, while
   * requests are still served.
   */
  PAUSE_INTAKE,

  /** Servers close their sockets. Runs when no work is in flight any more. */
  STOP_SERVER,

  /** Buffers are written out. */
  FLUSH,

  /** Clients, pools and stores are closed. */
  CLOSE,

  /**
   * The log is flushed and closed, last; at least 500 ms are kept for it, but no more than half of
   * the time for closing.
   */
  LOGGING
}
