// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.twelvefactor.testkit.RedisProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads along what clients send to a Redis, by its MONITOR command. */
final class Monitor implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  /** Time, database and source, which is "lua" inside a script, and the command's name. */
  private static final Pattern LINE = Pattern.compile("[+][0-9.]+ \\[\\d+ (\\S+)] \"([^\"]+)\".*");

  private final RedisProcess server;
  private final Socket socket;
  private final BufferedReader in;

  Monitor(RedisProcess server) {
    this.server = server;
    try {
      socket = new Socket(server.host(), server.port());
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      socket.getOutputStream().write("MONITOR\r\n".getBytes(ISO_8859_1));
      in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that the server has got since the last call, line by line. */
  List<String> lines() {
    String end = UUID.randomUUID().toString();
    server.command("ECHO", end);
    List<String> lines = new ArrayList<>();
    try {
      for (String line = in.readLine(); !line.contains(end); line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /** The names of the commands that clients have sent since the last call, in upper case. */
  List<String> commands() {
    return lines().stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .filter(line -> !line.group(1).equals("lua"))
        .map(line -> line.group(2).toUpperCase(Locale.ROOT))
        .toList();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
