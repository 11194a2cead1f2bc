// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One HTTP/1.1 connection on a bare socket. Real clients retry and pool behind the caller's back,
 * which hides dropped requests; this one does neither.
 */
final class RawHttp implements AutoCloseable {

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Socket socket;
  private final InputStream in;

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** A whole answer; whether the server closes the connection after it. */
  record Answer(int status, boolean closes) {}

  static RawHttp connect(int port, Duration patience) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          Math.toIntExact(patience.toMillis()));
      return new RawHttp(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a request and reads the answer to its end; anything less is an exception. */
  Answer exchange(String method, String path, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + content.length + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
    String[] status = line().split(" ", 3);
    if (status.length < 2) {
      throw new IOException("No HTTP answer: " + String.join(" ", status));
    }
    int code = Integer.parseInt(status[1]);
    return new Answer(code, readRest(code == NO_CONTENT || code == NOT_MODIFIED));
  }

  /** Reads headers and body; whether the connection ends with them. */
  private boolean readRest(boolean bodiless) throws IOException {
    long length = -1;
    boolean chunked = false;
    boolean closes = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT).replace(" ", "");
      if (header.startsWith("content-length:")) {
        length = Long.parseLong(header.substring("content-length:".length()));
      }
      chunked |= header.equals("transfer-encoding:chunked");
      closes |= header.equals("connection:close");
    }
    if (bodiless) {
      return closes;
    }
    if (chunked) {
      skipChunks();
    } else if (length >= 0) {
      in.skipNBytes(length);
    } else {
      closes = true;
      long unused = in.transferTo(OutputStream.nullOutputStream());
    }
    return closes;
  }

  private void skipChunks() throws IOException {
    int size;
    do {
      size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
      in.skipNBytes(size + 2L);
    } while (size > 0);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The server closed the connection within an answer");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
