// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.testkit.RedisProcess;
import java.net.URI;
import java.nio.file.Path;

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
    try (RedisProcess redis = RedisProcess.start();
        ShopProcess a = ShopProcess.start(jar, redis.url());
        ShopProcess b = ShopProcess.start(jar, redis.url())) {
      narrator.chapter("Two instances of one shop, one Redis");
      narrator.says("Redis %s at %s", redis.version(), redis.url());
      narrator.says("shop A, process %d, at %s", a.pid(), a.address());
      narrator.says("shop B, process %d, at %s", b.pid(), b.address());
      new LoggingTour(narrator).run(a, b);
      new SessionTour(narrator, jar, redis).run(a, b.address());
      new OrderTour(narrator, jar, redis).run();
      new ShutdownTour(narrator, jar, redis).run();
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
    narrator.says("curl -i -c jar -b jar -d '{\"sku\":\"tea\",\"quantity\":2}' %s/cart/items", shop);
    narrator.says("curl -i -c jar -b jar -d '{\"user\":\"ada\"}' %s/login", shop);
    narrator.says("curl -i -c jar -b jar %s/cart", shop);
    narrator.says("Press Enter to end.");
    int unused = System.in.read();
  }
}
