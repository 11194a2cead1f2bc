// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes uploads in parts as S3 does, and keeps nothing but their lengths. */
final class SinkServer implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)");
  private static final Pattern DECODED =
      Pattern.compile("(?i)\r\nx-amz-decoded-content-length: ([0-9]+)");
  private static final String CREATED = "<InitiateMultipartUploadResult><UploadId>sink</UploadId>"
      + "</InitiateMultipartUploadResult>";
  private static final String COMPLETED =
      "<CompleteMultipartUploadResult><ETag>\"sink\"</ETag>" + "</CompleteMultipartUploadResult>";

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong completed = new AtomicLong();

  SinkServer() throws IOException {
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "sink-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many bytes of parts have come. */
  long received() {
    return received.get();
  }

  /** How many uploads were completed. */
  long completed() {
    return completed.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        // The listener is closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream(), 256 * 1024);
      String head = head(in);
      while (!head.isEmpty()) {
        if (head.contains("100-continue")) {
          client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
        in.skipNBytes(number(LENGTH, head, 0));
        client.getOutputStream().write(answer(head).getBytes(ISO_8859_1));
        head = head(in);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private String answer(String head) {
    String body = "";
    if (head.startsWith("PUT")) {
      received.addAndGet(number(DECODED, head, number(LENGTH, head, 0)));
    } else if (head.startsWith("POST") && head.contains("uploadId")) {
      completed.incrementAndGet();
      body = COMPLETED;
    } else if (head.startsWith("POST")) {
      body = CREATED;
    }
    return "HTTP/1.1 200 OK\r\nETag: \"sink\"\r\nContent-Type: application/xml\r\nContent-Length: "
        + body.length() + "\r\n\r\n" + body;
  }

  private static long number(Pattern pattern, String head, long otherwise) {
    Matcher matcher = pattern.matcher(head);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
