// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server and does to their connections what networks do.
 *
 * <p>It knows nothing of what passes, so it serves Redis, HTTP and everything else where the client
 * speaks first. One fault holds at a time, for all connections, open and new; each method replaces
 * the fault before it, at any moment and from any thread. A chunk that is on its way keeps the
 * fault it met.
 *
 * @since 0.1.0
 */
public final class FaultProxy implements AutoCloseable {

  private static final long LONGEST_CLOSE_MILLIS = 5_000;

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final FaultSwitch faults = new FaultSwitch();
  private final Set<ProxyConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Thread acceptor;

  private FaultProxy(ServerSocket listener, InetSocketAddress target) {
    this.listener = listener;
    this.target = target;
    this.acceptor = new Thread(this::accept, "twelvefactor-testkit-proxy-accept");
    acceptor.setDaemon(true);
  }

  /**
   * Opens a proxy on a free loopback port; it passes everything until told otherwise.
   *
   * @param host where the server is
   * @param port its TCP port
   * @return the proxy, listening
   */
  public static FaultProxy to(String host, int port) {
    InetSocketAddress target = new InetSocketAddress(requireNonNull(host, "host"), port);
    try {
      ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
      FaultProxy proxy = new FaultProxy(listener, target);
      proxy.acceptor.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on the loopback address for a proxy", e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        client.setTcpNoDelay(true);
        serve(new ProxyConnection(client, target, faults, open::remove));
      } catch (IOException e) {
        // The listener is closed, or the client has gone before it was served.
      }
    }
  }

  private void serve(ProxyConnection connection) {
    if (faults.current().mode() == Fault.Mode.REFUSE) {
      connection.reset();
      return;
    }
    open.add(connection);
    connection.start();
    if (listener.isClosed()) {
      connection.reset();
    }
  }

  /** {@return the host to connect to, a loopback address} */
  public String host() {
    return listener.getInetAddress().getHostAddress();
  }

  /** {@return the TCP port to connect to} */
  public int port() {
    return listener.getLocalPort();
  }

  /** Passes everything; a black hole gives back what it held. */
  public void pass() {
    faults.set(Fault.of(Fault.Mode.PASS));
  }

  /**
   * Lets every chunk wait, in both directions, so that a round trip takes twice as long.
   *
   * @param each how long each way; zero or positive
   */
  public void delay(Duration each) {
    faults.set(Fault.delay(each));
  }

  /**
   * Closes the connection after so many more bytes from clients, and then passes again.
   *
   * @param bytes how many still reach the server; with 0 the next request is lost whole
   */
  public void cutAfterRequestBytes(long bytes) {
    faults.set(Fault.cut(Fault.Mode.CUT_REQUEST, bytes));
  }

  /**
   * Closes the connection after so many more bytes from the server, and then passes again.
   *
   * @param bytes how many still reach the client; with 0 this is {@link #cutBeforeReply}
   */
  public void cutAfterReplyBytes(long bytes) {
    faults.set(Fault.cut(Fault.Mode.CUT_REPLY, bytes));
  }

  /**
   * Drops the next reply and closes its connection, and then passes again: the server has done what
   * the client asked, and the client cannot know.
   */
  public void cutBeforeReply() {
    cutAfterReplyBytes(0);
  }

  /** Passes requests and throws replies away; connections stay open. */
  public void dropReplies() {
    faults.set(Fault.of(Fault.Mode.DROP_REPLIES));
  }

  /**
   * Accepts connections and moves nothing, as a network that swallows packets. What arrives is held
   * back and treated by the next fault, so after {@link #pass} it gets through late.
   */
  public void blackHole() {
    faults.set(Fault.of(Fault.Mode.BLACK_HOLE));
  }

  /** Resets every new connection at once; open ones pass, until {@link #reset} ends them. */
  public void refuse() {
    faults.set(Fault.of(Fault.Mode.REFUSE));
  }

  /**
   * Answers in place of the server: to the first bytes that arrive on a connection with this reply,
   * whereupon it closes the connection.
   *
   * @param reply the bytes to send, as of an HTTP 503
   */
  public void answer(byte[] reply) {
    faults.set(Fault.answer(reply));
  }

  /** Resets all open connections now (TCP RST), and leaves the fault as it is. */
  public void reset() {
    open.forEach(ProxyConnection::reset);
  }

  /** {@return how many connections clients have opened, with those that were refused} */
  public int connections() {
    return accepted.get();
  }

  /** {@return how many bytes were passed on to the server} */
  public long requestBytes() {
    return faults.requestBytes.get();
  }

  /** {@return how many bytes were sent to clients, canned replies included} */
  public long replyBytes() {
    return faults.replyBytes.get();
  }

  /** Stops listening and resets all open connections. Closing twice does nothing. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The proxy's listener does not close", e);
    }
    awaitAcceptor();
    reset();
  }

  /** The system goes on to accept connections as long as a thread waits in a call for one. */
  private void awaitAcceptor() {
    try {
      acceptor.join(LONGEST_CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "FaultProxy " + host() + ":" + port() + " to " + target;
  }
}
