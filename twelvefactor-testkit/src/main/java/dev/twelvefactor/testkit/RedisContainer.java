// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.net.URI;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A Redis that Testcontainers starts. */
final class RedisContainer implements AutoCloseable {

  static final String IMAGE_VARIABLE = "TWELVEFACTOR_TEST_REDIS_IMAGE";
  static final String IMAGE = "redis:7.2-alpine";

  private static final int PORT = 6379;

  private final String image;
  private final GenericContainer<?> container;

  private RedisContainer(String image) {
    this.image = image;
    this.container = new GenericContainer<>(DockerImageName.parse(image)).withExposedPorts(PORT);
  }

  static RedisContainer start(Map<String, String> environment) {
    String wanted = environment.getOrDefault(IMAGE_VARIABLE, "").strip();
    RedisContainer redis = new RedisContainer(wanted.isEmpty() ? IMAGE : wanted);
    try {
      redis.container.start();
      return redis;
    } catch (RuntimeException e) {
      redis.close();
      throw new IllegalStateException(
          "No container of " + redis.image + " starts; name another image in " + IMAGE_VARIABLE, e);
    }
  }

  String image() {
    return image;
  }

  URI url() {
    return URI.create("redis://" + container.getHost() + ":" + container.getMappedPort(PORT));
  }

  @Override
  public void close() {
    container.close();
  }
}
