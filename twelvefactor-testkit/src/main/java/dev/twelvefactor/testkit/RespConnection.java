// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Speaks just enough of the Redis protocol to ask a server a question. */
final class RespConnection implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects, and signs in when the address carries a password. */
  static RespConnection open(URI address, Duration timeout) throws IOException {
    return "rediss".equals(address.getScheme())
        ? open(address, timeout, SSLSocketFactory.getDefault())
        : open(address, timeout, SocketFactory.getDefault());
  }

  static RespConnection open(URI address, Duration timeout, SocketFactory sockets)
      throws IOException {
    Socket socket = sockets.createSocket();
    try {
      int millis = Math.toIntExact(timeout.toMillis());
      socket.connect(new InetSocketAddress(address.getHost(), RedisServer.portOf(address)), millis);
      socket.setSoTimeout(millis);
      RespConnection connection = new RespConnection(socket);
      connection.signIn(address.getRawUserInfo());
      return connection;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void signIn(@Nullable String userInfo) throws IOException {
    if (userInfo == null) {
      return;
    }
    int colon = userInfo.indexOf(':');
    String user = colon <= 0 ? "default" : decoded(userInfo.substring(0, colon));
    call("AUTH", user, decoded(userInfo.substring(colon + 1)));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Sends one command and answers its reply as text; see {@link RedisProcess#command}. */
  String call(String... arguments) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(bytes("*" + arguments.length + "\r\n"));
    for (String argument : arguments) {
      byte[] value = bytes(argument);
      request.writeBytes(bytes("$" + value.length + "\r\n"));
      request.writeBytes(value);
      request.writeBytes(bytes("\r\n"));
    }
    socket.getOutputStream().write(request.toByteArray());
    return reply(arguments[0]);
  }

  private String reply(String command) throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest), command);
      case '-' -> throw new IllegalStateException("Redis answered " + command + " with: " + rest);
      default -> throw new IOException("Not a Redis reply: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return "(nil)";
    }
    byte[] value = in.readNBytes(length);
    if (value.length < length || in.readNBytes(2).length < 2) {
      throw new EOFException("The connection ended in the middle of a reply");
    }
    return new String(value, StandardCharsets.UTF_8);
  }

  private String array(int length, String command) throws IOException {
    if (length < 0) {
      return "(nil)";
    }
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      elements.add(reply(command));
    }
    return String.join("\n", elements);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("The connection ended before a reply");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    if (text.isEmpty()) {
      throw new IOException("Not a Redis reply: an empty line");
    }
    return text;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
