// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static dev.twelvefactor.testkit.Fault.Mode.ANSWER;
import static dev.twelvefactor.testkit.Fault.Mode.CUT_REPLY;
import static dev.twelvefactor.testkit.Fault.Mode.CUT_REQUEST;
import static dev.twelvefactor.testkit.Fault.Mode.DELAY;
import static dev.twelvefactor.testkit.Fault.Mode.DROP_REPLIES;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One client's connection through a {@link FaultProxy}: two threads that carry bytes. */
final class ProxyConnection {

  private static final int CHUNK = 16 * 1024;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int DRAIN_MILLIS = 1_000;

  private final FaultSwitch faults;
  private final InetSocketAddress target;
  private final Consumer<ProxyConnection> whenClosed;
  private final Socket client;
  private final Socket server = new Socket();
  private final CountDownLatch closed = new CountDownLatch(1);

  ProxyConnection(
      Socket client,
      InetSocketAddress target,
      FaultSwitch faults,
      Consumer<ProxyConnection> whenClosed) {
    this.client = client;
    this.target = target;
    this.faults = faults;
    this.whenClosed = whenClosed;
  }

  void start() {
    run("request", this::carryRequests);
  }

  private interface Carrier {
    void carry() throws IOException, InterruptedException;
  }

  private void run(String direction, Carrier carrier) {
    Thread thread = new Thread(
        () -> {
          try {
            carrier.carry();
          } catch (IOException e) {
            reset();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
          }
        },
        "twelvefactor-testkit-proxy-" + direction);
    thread.setDaemon(true);
    thread.start();
  }

  private void carryRequests() throws IOException, InterruptedException {
    if (faults.awaitMoving(this::isOpen).mode() != ANSWER) {
      connect();
    }
    byte[] chunk = new byte[CHUNK];
    InputStream in = client.getInputStream();
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      Fault fault = faults.awaitMoving(this::isOpen);
      if (fault.mode() == ANSWER) {
        answer(fault);
        return;
      }
      connect();
      if (!pass(fault, CUT_REQUEST, chunk, count, server, faults.requestBytes)) {
        return;
      }
    }
    faults.awaitMoving(this::isOpen);
    if (server.isConnected()) {
      server.shutdownOutput();
    } else {
      close();
    }
  }

  private void carryReplies() throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    InputStream in = server.getInputStream();
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      Fault fault = faults.awaitMoving(this::isOpen);
      if (fault.mode() == DROP_REPLIES) {
        continue;
      }
      if (!pass(fault, CUT_REPLY, chunk, count, client, faults.replyBytes)) {
        return;
      }
    }
    faults.awaitMoving(this::isOpen);
    close();
  }

  /** Passes a chunk on as far as the fault lets it; false when the connection has ended. */
  private boolean pass(
      Fault fault, Fault.Mode cutting, byte[] chunk, int count, Socket to, AtomicLong counter)
      throws IOException, InterruptedException {
    boolean cuts = fault.mode() == cutting;
    int passing = cuts ? fault.take(count) : count;
    if (fault.mode() == DELAY && closed.await(fault.delay().toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    counter.addAndGet(passing);
    to.getOutputStream().write(chunk, 0, passing);
    if (cuts && fault.isSpent()) {
      faults.done(fault);
      close();
      return false;
    }
    return isOpen();
  }

  private void connect() throws IOException {
    if (server.isConnected()) {
      return;
    }
    server.connect(target, CONNECT_MILLIS);
    server.setTcpNoDelay(true);
    run("reply", this::carryReplies);
  }

  /** Closes only after the client has had its chance to read: unread input would reset it. */
  private void answer(Fault fault) throws IOException {
    faults.replyBytes.addAndGet(fault.answer().length);
    client.getOutputStream().write(fault.answer());
    client.shutdownOutput();
    client.setSoTimeout(DRAIN_MILLIS);
    try {
      client.getInputStream().skip(Long.MAX_VALUE);
    } catch (IOException e) {
      // The client keeps its side open or has reset it; it has the reply either way.
    }
    close();
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  /** Ends both sides in the orderly way, so that what was passed on before arrives. */
  void close() {
    closed.countDown();
    whenClosed.accept(this);
    closeQuietly(client);
    closeQuietly(server);
    faults.wake();
  }

  /** Ends both sides with a TCP reset. */
  void reset() {
    lingerNot(client);
    lingerNot(server);
    close();
  }

  private static void lingerNot(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed already: there is nothing left to reset.
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The other end has gone first.
    }
  }
}
