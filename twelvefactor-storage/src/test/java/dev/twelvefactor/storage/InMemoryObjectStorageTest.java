// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.SettableClock;
import org.junit.jupiter.api.Test;

class InMemoryObjectStorageTest {

  @Test
  void putIfMatch_eightThreadsCount_noneIsLost() throws Exception {
    assertThat(Counter.countInEightThreads(InMemoryObjectStorage.create(), 50)).isEqualTo(400);
  }

  @Test
  void put_clock_datesTheObject() {
    SettableClock clock = SettableClock.create();
    InMemoryObjectStorage files = InMemoryObjectStorage.create(clock);

    ObjectInfo stored = files.put(ObjectKey.of("a"), Content.of("x"));

    assertThat(stored.modified()).isEqualTo(clock.instant());
  }
}
