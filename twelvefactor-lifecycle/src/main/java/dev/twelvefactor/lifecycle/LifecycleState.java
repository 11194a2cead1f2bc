// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/**
 * Where a service is between its start and its end.
 *
 * @since 0.1.0
 */
public enum LifecycleState {
  /** Not ready yet; work is accepted. */
  STARTING,
  /** Ready, unless something blocks it. */
  RUNNING,
  /** Not ready any more, but work is accepted until traffic has moved away. */
  LAME_DUCK,
  /** New work is refused; what is in flight is waited for. */
  DRAINING,
  /** What is in flight has been told to end. */
  CANCELLING,
  /** The closers run. */
  CLOSING,
  /** All is over. */
  TERMINATED,
  /** The process is halted before that. */
  FORCED
}
