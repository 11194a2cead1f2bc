// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs an engine and the images that the environment names. */
@Tag("containers")
class ContainersIT {

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TWELVEFACTOR_TEST_BACKENDS", "containers");
    return environment;
  }

  @Test
  void open_redis_isOfTheImage() {
    RedisServer server = RedisServer.open(environment());
    server.close();

    assertThat(server.version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void open_s3_isOfTheImage() {
    try (S3Backend server = S3Backends.open(environment())) {
      assertThat(server.version()).contains(environment().get("TWELVEFACTOR_TEST_S3_IMAGE"));
      assertThat(server.newBucket()).isNotEqualTo(server.newBucket());
    }
  }

  @Test
  void open_auto_findsTheEngine() {
    Map<String, String> environment = environment();
    environment.put("TWELVEFACTOR_TEST_BACKENDS", "auto");
    environment.remove("TWELVEFACTOR_TEST_REDIS_URL");

    assertThat(Row.choose(environment, "TWELVEFACTOR_TEST_REDIS_URL", Containers::answer))
        .isEqualTo(Row.CONTAINERS);
  }
}
