// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether traffic should be sent here: the service has started, nothing blocks it, and it is not
 * shutting down. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class Readiness {

  private final States states;
  private final Set<Block> blocks = ConcurrentHashMap.newKeySet();

  Readiness(States states) {
    this.states = states;
  }

  /** {@return whether traffic should be sent here; false for good once a shutdown has begun} */
  public boolean ready() {
    return states.get() == LifecycleState.RUNNING && blocks.isEmpty();
  }

  /**
   * Makes the service not ready until the block is closed, however many others there are.
   *
   * @param reason what the readiness probe says, as {@code "warm-up"}
   * @return what ends it
   */
  public Block block(String reason) {
    Block block = new Block(requireNonNull(reason, "reason"));
    blocks.add(block);
    return block;
  }

  /** {@return the reasons of all blocks, sorted} */
  public List<String> reasons() {
    return blocks.stream().map(block -> block.reason).sorted().toList();
  }

  /**
   * Holds readiness back until it is closed. Closing twice does nothing.
   *
   * @since 0.1.0
   */
  public final class Block implements AutoCloseable {

    private final String reason;

    private Block(String reason) {
      this.reason = reason;
    }

    /** Ends the block. */
    @Override
    public void close() {
      blocks.remove(this);
    }
  }
}
