// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomCasesTest {

  @Test
  void run_count_runsEachIndexWithItsOwnNumbers() {
    List<Integer> indexes = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();

    RandomCases.run(5, (random, index) -> {
      indexes.add(index);
      numbers.add(random.nextLong());
    });

    assertThat(indexes).containsExactly(0, 1, 2, 3, 4);
    assertThat(numbers).doesNotHaveDuplicates();
  }

  @Test
  void run_sameSeed_givesTheSameNumbers() {
    assertThat(numbers("42", 5)).isEqualTo(numbers("42", 5)).isNotEqualTo(numbers("43", 5));
  }

  @Test
  void run_seedAndCase_runsThatCaseAlone() {
    assertThat(numbers("42:3", 5)).containsExactly(numbers("42", 5).get(3));
  }

  @Test
  void run_failingCase_saysHowToRepeatIt() {
    IOException cause = new IOException("odd");

    Throwable failure = catchThrowable(() -> RandomCases.run("42", 5, (random, index) -> {
      if (index == 3) {
        throw cause;
      }
    }));

    assertThat(failure)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dtwelvefactor.test.seed=42:3")
        .hasMessageContaining("odd")
        .hasCause(cause);
  }

  @Test
  void run_propertyThatIsNoSeed_saysWhatIsExpected() {
    assertThatThrownBy(() -> RandomCases.run("x", 1, (random, index) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twelvefactor.test.seed is \"x\"")
        .hasMessageContaining("42:17");
  }

  @Test
  void run_noCases_isRefused() {
    assertThatThrownBy(() -> RandomCases.run(0, (random, index) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count is 0");
  }

  private static List<Long> numbers(String seed, int count) {
    List<Long> numbers = new ArrayList<>();
    RandomCases.run(seed, count, (random, index) -> numbers.add(random.nextLong()));
    return numbers;
  }
}
