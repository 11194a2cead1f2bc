// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FreezerTest {

  @Test
  void freeze_collection_isAList() {
    assertThat(Freezer.freeze(Set.of(1))).isEqualTo(List.of(1));
    assertThat(Freezer.freeze(new int[] {1, 2})).isEqualTo(List.of(1, 2));
  }

  @Test
  void freeze_whatCanBeIteratedButIsNoCollection_isItsText() throws Exception {
    assertThat(Freezer.freeze(new ObjectMapper().readTree("{\"a\":{\"b\":1}}")))
        .isEqualTo("{\"a\":{\"b\":1}}");
    assertThat(Freezer.freeze(Path.of("a", "b"))).isEqualTo("a/b");
  }

  /** As the rows of a query are, or the files of a directory. */
  @Test
  void freeze_whatCanBeIteratedOnce_isNotIterated() {
    AtomicInteger iterations = new AtomicInteger();
    Iterable<Integer> rows = () -> {
      iterations.incrementAndGet();
      return List.of(1).iterator();
    };

    Object unused = Freezer.freeze(rows);

    assertThat(iterations).hasValue(0);
  }
}
