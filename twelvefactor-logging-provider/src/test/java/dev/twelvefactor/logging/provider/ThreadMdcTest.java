// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ThreadMdcTest {

  @AfterEach
  void clear() {
    MDC.clear();
  }

  @Test
  void put_andRemove_areSeenByThisThreadAlone() throws Exception {
    MDC.put("k", "v");
    String[] seen = new String[1];
    Thread other = new Thread(() -> seen[0] = MDC.get("k"));
    other.start();
    other.join();

    assertThat(MDC.get("k")).isEqualTo("v");
    assertThat(seen[0]).isNull();
    MDC.remove("k");
    assertThat(MDC.get("k")).isNull();
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void put_null_isAValue() {
    MDC.put("k", null);

    assertThat(MDC.get("k")).isNull();
    assertThat(MDC.getCopyOfContextMap()).containsKey("k");
  }

  @Test
  void contextMap_isACopyBothWays() {
    MDC.put("a", "1");
    Map<String, String> copy = MDC.getCopyOfContextMap();
    copy.put("b", "2");
    assertThat(MDC.get("b")).isNull();

    MDC.setContextMap(copy);
    copy.clear();
    assertThat(MDC.getCopyOfContextMap()).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
  }

  @Test
  void putCloseable_closed_removes() {
    try (MDC.MDCCloseable closeable = MDC.putCloseable("k", "v")) {
      assertThat(MDC.get("k")).isEqualTo("v");
    }
    assertThat(MDC.get("k")).isNull();
  }

  @Test
  void stacks_pushAndPop_areLastInFirstOut() {
    MDC.pushByKey("s", "1");
    MDC.pushByKey("s", "2");
    assertThat(MDC.getMDCAdapter().getCopyOfDequeByKey("s")).containsExactly("2", "1");
    assertThat(MDC.get("s")).isNull();

    assertThat(MDC.popByKey("s")).isEqualTo("2");
    assertThat(MDC.popByKey("s")).isEqualTo("1");
    assertThat(MDC.popByKey("s")).isNull();
    MDC.pushByKey("s", "3");
    MDC.getMDCAdapter().clearDequeByKey("s");
    assertThat(MDC.getMDCAdapter().getCopyOfDequeByKey("s")).isNull();
  }
}
