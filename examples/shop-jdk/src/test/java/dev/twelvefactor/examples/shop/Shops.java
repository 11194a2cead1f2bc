// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.S3Server;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Starts instances of one shop: the same program with the same environment. */
record Shops(Path jar, RedisProcess redis, S3Server s3) {

  private static final String TICKET_KEY = "a-key-of-the-tour-and-of-nothing-else";

  ShopProcess start() {
    return ShopProcess.start(jar, environment());
  }

  /** An instance with one more variable in its environment. */
  ShopProcess start(String name, String value) {
    return start(Map.of(name, value));
  }

  /** An instance with more variables in its environment. */
  ShopProcess start(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(environment());
    environment.putAll(more);
    return ShopProcess.start(jar, environment);
  }

  private Map<String, String> environment() {
    return Map.of(
        "REDIS_URL", redis.url(),
        "S3_ENDPOINT", s3.endpoint().toString(),
        "S3_REGION", s3.region(),
        "S3_BUCKET", s3.bucket(),
        "S3_TICKET_KEYS", TICKET_KEY,
        "AWS_ACCESS_KEY_ID", s3.accessKey(),
        "AWS_SECRET_ACCESS_KEY", s3.secretKey());
  }
}
