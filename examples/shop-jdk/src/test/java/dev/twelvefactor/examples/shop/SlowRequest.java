// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request whose body is long in coming, on a bare socket. */
record SlowRequest(Socket socket) implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;

  /** Sends the head of a request. */
  static SlowRequest begin(URI shop, String path) throws IOException {
    SlowRequest request = new SlowRequest(new Socket(shop.getHost(), shop.getPort()));
    request.socket.setSoTimeout(PATIENCE_MILLIS);
    request.write(
        "POST " + path + " HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n");
    return request;
  }

  /** Sends the body, and answers the status line and the headers of the answer. */
  String end(String body) throws IOException {
    write(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
    return head();
  }

  /** The status line and the headers of the answer; empty if the shop ends the connection. */
  String head() throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  private void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
