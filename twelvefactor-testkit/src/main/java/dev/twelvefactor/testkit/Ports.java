// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Chooses ports on the loopback address. Between the choice and its use another may take one. */
final class Ports {

  /** Between the port of a cluster's node and the one on which it talks to the other nodes. */
  private static final int BUS_OFFSET = 10_000;

  private static final int LAST = 65_535;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  static int free() {
    try (ServerSocket socket = bind(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on 127.0.0.1 for a redis-server", e);
    }
  }

  /** A port that leaves the one 10,000 above it to the cluster bus; Redis 6.2 has no other. */
  static int freeWithBus() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = free();
      if (port + BUS_OFFSET <= LAST && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new IllegalStateException("No free port on 127.0.0.1 with a free one 10000 above it");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = bind(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
