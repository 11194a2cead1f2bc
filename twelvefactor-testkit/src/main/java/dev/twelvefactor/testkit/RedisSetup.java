// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code redis-server} is started with.
 *
 * @param signIn user and password of whoever uses the server; null lets everybody in
 * @param password of the default user, with which we sign in ourselves; null if it has none
 * @param certificate makes it speak TLS and nothing else
 * @param watched what a Sentinel is to watch, a line of its configuration; null for a server
 */
record RedisSetup(
    RedisBinary binary,
    List<String> arguments,
    boolean clustered,
    @Nullable SignIn signIn,
    @Nullable String password,
    @Nullable ServerCertificate certificate,
    @Nullable String watched) {

  static final String HOST = "127.0.0.1";

  record SignIn(String user, String password) {

    String userInfo() {
      return encoded(user) + ":" + encoded(password) + "@";
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  int choosePort() {
    return clustered ? Ports.freeWithBus() : Ports.free();
  }

  List<String> command(int port, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(binary.path().toString());
    if (watched != null) {
      Collections.addAll(command, configuration(port, folder), "--sentinel");
      return command;
    }
    Collections.addAll(command, "--bind", HOST);
    Collections.addAll(command, "--save", "", "--appendonly", "no");
    // What a replica was sent it would load again when it is restarted, also as a primary.
    Collections.addAll(command, "--rdb-del-sync-files", "yes");
    // A replica need not wait 5 seconds for others that might come.
    Collections.addAll(command, "--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0");
    command.addAll(listening(port));
    if (password != null) {
      Collections.addAll(command, "--requirepass", password);
    }
    if (clustered) {
      Collections.addAll(command, "--cluster-enabled", "yes");
    }
    command.addAll(arguments);
    return command;
  }

  private List<String> listening(int port) {
    if (certificate == null) {
      return List.of("--port", Integer.toString(port));
    }
    String file = certificate.certificateFile().toString();
    String key = certificate.keyFile().toString();
    List<String> tls = new ArrayList<>();
    Collections.addAll(tls, "--port", "0", "--tls-port", Integer.toString(port));
    Collections.addAll(tls, "--tls-cert-file", file, "--tls-key-file", key);
    Collections.addAll(tls, "--tls-ca-cert-file", file, "--tls-auth-clients", "no");
    return tls;
  }

  /** Written once: a Sentinel keeps what it has learnt in the same file. */
  private String configuration(int port, Path folder) {
    Path file = folder.resolve("sentinel.conf");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, "bind " + HOST + "\nport " + port + "\n" + watched + "\n");
      }
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("No configuration for a Sentinel", e);
    }
  }

  /** Where a client finds the server on this port, with what it signs in with. */
  String url(int port) {
    return scheme() + (signIn == null ? "" : signIn.userInfo()) + HOST + ":" + port;
  }

  private String scheme() {
    return certificate == null ? "redis://" : "rediss://";
  }

  /** Connects as the default user, who may do everything. */
  RespConnection open(int port, Duration timeout) throws IOException {
    String own = password == null ? "" : ":" + encoded(password) + "@";
    URI address = URI.create(scheme() + own + HOST + ":" + port);
    return certificate == null
        ? RespConnection.open(address, timeout)
        : RespConnection.open(address, timeout, certificate.clientContext().getSocketFactory());
  }
}
