// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.time.Duration;
import java.util.List;

/** Factor XI: every event is a line of JSON, joined by the request, without a secret. */
record LoggingTour(Narrator narrator) {

  private static final String REQUEST_ID = "tour-4711";
  private static final String PASSWORD = "correct-horse-battery";
  private static final String LOGIN =
      "{\"user\":\"bob\",\"password\":\"" + PASSWORD + "\"}";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  void run(ShopProcess a, ShopProcess b) {
    narrator.chapter("One request id, two instances, one story in the log");
    Customer bob = new Customer();
    bob.postAs(REQUEST_ID, a.address(), "/login", LOGIN);
    bob.postAs(REQUEST_ID, b.address(), "/logout", "");
    List<String> ofA = completed(a);
    List<String> ofB = completed(b);
    ofA.forEach(line -> narrator.says("A %s", line));
    ofB.forEach(line -> narrator.says("B %s", line));
    narrator.holds(
        ofA.size() == 4 && ofB.size() == 3, "%d lines of A and %d of B", ofA.size(), ofB.size());
    narrator.holds(
        a.lines().stream().noneMatch(line -> line.contains(PASSWORD))
            && ofA.stream().anyMatch(line -> line.contains("login_attempted")),
        "the password in the request is masked");
  }

  /** The lines of the request, once it is complete. */
  private static List<String> completed(ShopProcess shop) {
    shop.awaitLine(
        line -> line.contains(REQUEST_ID) && line.contains("request_completed"), PATIENCE);
    return shop.lines().stream().filter(line -> line.contains(REQUEST_ID)).toList();
  }
}
