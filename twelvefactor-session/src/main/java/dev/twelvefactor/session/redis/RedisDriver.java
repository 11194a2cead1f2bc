// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import io.lettuce.core.codec.RedisCodec;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client of the driver, ours or the caller's, and how a store comes to a connection by it. */
interface RedisDriver {

  RedisCodec<String, byte[]> CODEC = new HashCodec();

  /** Begins to connect. Nothing here blocks. */
  CompletableFuture<RedisLink> connect();

  /** Whether it is a Cluster, which finds its servers by itself. */
  boolean isCluster();

  /** Makes a Cluster look where its slots are now. */
  void refresh();

  /** Ends the client if it is ours, and else the connection alone. */
  void close(@Nullable RedisLink link);
}
