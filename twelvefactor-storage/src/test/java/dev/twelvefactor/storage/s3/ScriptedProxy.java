// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands before an S3 server and treats single requests as it is told; all others pass. A rule looks
 * at the head of a request, such as {@code PUT /bucket/key?partNumber=2 HTTP/1.1} with its headers.
 */
final class ScriptedProxy implements AutoCloseable {

  /** What is done with a request in place of passing it on. */
  interface Action {
    void serve(Exchange exchange) throws IOException;
  }

  private record Rule(Pattern head, AtomicInteger left, Action action) {}

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final URI target;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  ScriptedProxy(URI target) throws IOException {
    this.target = target;
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Treats the next requests whose heads contain a pattern. */
  void on(String head, int times, Action action) {
    rules.add(new Rule(Pattern.compile(head), new AtomicInteger(times), action));
  }

  void on(String head, Action action) {
    on(head, Integer.MAX_VALUE, action);
  }

  void clear() {
    rules.clear();
  }

  /** How many requests there were whose heads contain a pattern. */
  long count(String head) {
    Pattern pattern = Pattern.compile(head);
    return heads.stream().filter(seen -> pattern.matcher(seen).find()).count();
  }

  /** Answers in place of the server, which sees nothing of the request. */
  static Action answer(String reply) {
    return exchange -> exchange.reply(reply);
  }

  /** Answers in place of the server, after it has done what it was asked. */
  static Action answerAfter(String reply) {
    return exchange -> {
      exchange.forward(OutputStream.nullOutputStream());
      exchange.reply(reply);
    };
  }

  /** Lets the server do what it was asked, and throws its answer away. */
  static Action dropReply() {
    return exchange -> exchange.forward(OutputStream.nullOutputStream());
  }

  /** Never answers, and holds the connection until the client lets go of it. */
  static Action silence() {
    return exchange -> exchange.in.transferTo(OutputStream.nullOutputStream());
  }

  /** Passes the request on with another first byte of its body. */
  static Action changed() {
    return exchange -> exchange.changed().pass();
  }

  /** Does something, and passes the request on then. */
  static Action first(Runnable hook) {
    return exchange -> {
      hook.run();
      exchange.pass();
    };
  }

  /** An answer whose body is said to have 373 bytes and has none. */
  static String cutBody(int status) {
    return "HTTP/1.1 " + status + " Cut\r\nContent-Type: application/xml\r\nContent-Length: 373\r\n"
        + "Connection: close\r\n\r\n";
  }

  /** An answer with headers, each with its end of line, and a body of ASCII. */
  static String ok(String headers, String body) {
    return "HTTP/1.1 200 OK\r\n" + headers + "Connection: close\r\nContent-Length: " + body.length()
        + "\r\n\r\n" + body;
  }

  static String error(int status, String code) {
    String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
        + "</Code><Message>no</Message><RequestId>scripted</RequestId></Error>";
    return "HTTP/1.1 " + status + " Scripted\r\nContent-Type: application/xml\r\nContent-Length: "
        + body.length() + "\r\nConnection: close\r\n\r\n" + body;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        // The listener is closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      if (!head.isEmpty()) {
        heads.add(head);
        action(head).serve(new Exchange(client, in, head));
      }
    } catch (IOException e) {
      // The client or the server has gone, as it may in a test of faults.
    } finally {
      open.remove(client);
    }
  }

  private Action action(String head) {
    for (Rule rule : rules) {
      if (rule.head().matcher(head).find() && rule.left().getAndDecrement() > 0) {
        return rule.action();
      }
    }
    return Exchange::pass;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** One request on a connection of its own. */
  final class Exchange {

    private final Socket client;
    private final InputStream in;
    private final String head;

    Exchange(Socket client, InputStream in, String head) {
      this.client = client;
      this.in = in;
      this.head = head;
    }

    private Exchange changed() {
      InputStream other = new FilterInputStream(in) {
        private byte change = 1;

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
          int read = super.read(bytes, offset, count);
          bytes[offset] ^= change;
          change = 0;
          return read;
        }
      };
      return new Exchange(client, other, head);
    }

    void pass() throws IOException {
      forward(client.getOutputStream());
    }

    void forward(OutputStream to) throws IOException {
      if (head.contains("100-continue")) {
        client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      }
      try (Socket server = new Socket(target.getHost(), target.getPort())) {
        open.add(server);
        String single = head.replaceAll("(?i)\r\n(Connection|Expect):[^\r]*", "")
            .replaceFirst("\r\n", "\r\nConnection: close\r\n");
        server.getOutputStream().write(single.getBytes(ISO_8859_1));
        start(() -> {
          try {
            in.transferTo(server.getOutputStream());
          } catch (IOException e) {
            // The exchange has ended.
          }
        });
        server.getInputStream().transferTo(to);
        open.remove(server);
      }
    }

    /** Passes on so many bytes of the reply. */
    void passCut(long bytes) throws IOException {
      ByteArrayOutputStream reply = new ByteArrayOutputStream();
      forward(reply);
      client.getOutputStream().write(reply.toByteArray(), 0, (int) Math.min(bytes, reply.size()));
    }

    /** Sends a reply, and reads what the client still sends, since it would be reset otherwise. */
    void reply(String text) throws IOException {
      client.getOutputStream().write(text.getBytes(ISO_8859_1));
      client.shutdownOutput();
      client.setSoTimeout(2_000);
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
