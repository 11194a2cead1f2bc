// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.logging.provider.LogLevels;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.S3Server;
import java.net.URI;
import java.nio.file.Path;
import org.slf4j.event.Level;

/**
 * Starts a Redis and two instances of the packaged shop, and does what a customer would do while
 * things break. Ends with an exception at the first promise that does not hold.
 *
 * <p>{@code -Dtour.serve} leaves everything running until Enter is pressed.
 */
public final class Tour {

  private Tour() {}

  public static void main(String[] arguments) throws Exception {
    Path jar = Path.of(arguments[0]);
    Narrator narrator = new Narrator(System.out, System.console() != null);
    long start = System.nanoTime();
    LogLevels.set("org.gaul", Level.WARN);
    try (RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        S3Server s3 = S3Server.start();
        ShopProcess a = new Shops(jar, redis, s3).start();
        ShopProcess b = new Shops(jar, redis, s3).start()) {
      Shops shops = new Shops(jar, redis, s3);
      narrator.chapter("Two instances of one shop, one Redis, one object storage");
      narrator.says("Redis %s at %s", redis.version(), redis.url());
      narrator.says("%s at %s", s3.version(), s3.endpoint());
      narrator.says("shop A, process %d, at %s", a.pid(), a.address());
      narrator.says("shop B, process %d, at %s", b.pid(), b.address());
      new LoggingTour(narrator).run(a, b);
      new SessionTour(narrator, shops, redis).run(a, b.address());
      new DevicesTour(narrator, shops, redis).run(b.address());
      new OrderTour(narrator, shops).run();
      new UploadTour(narrator, shops).run(b.address());
      new ShutdownTour(narrator, shops).run();
      narrator.chapter(
          "%d promises held, in %.1f s"
              .formatted(narrator.promises(), (System.nanoTime() - start) / 1e9));
      if (System.getProperty("tour.serve") != null) {
        serve(narrator, b.address());
      }
    }
  }

  private static void serve(Narrator narrator, URI shop) throws Exception {
    narrator.chapter("Shop B is still open at " + shop);
    narrator.says("%s in a browser, or", shop);
    String post = "curl -i -c jar -b jar -H 'Content-Type: application/json' -d ";
    narrator.says(post + "'{\"sku\":\"tea\",\"quantity\":2}' %s/cart/items", shop);
    narrator.says(post + "'{\"user\":\"ada\"}' %s/login", shop);
    narrator.says("curl -i -c jar -b jar %s/cart", shop);
    narrator.says("Press Enter to end.");
    int unused = System.in.read();
  }
}
