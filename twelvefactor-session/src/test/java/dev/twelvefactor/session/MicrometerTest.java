// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What it takes to have the observer's events as meters of Micrometer, on which nothing depends. */
class MicrometerTest {

  // @start region="observer"
  record SessionMetrics(MeterRegistry registry) implements SessionObserver {

    @Override
    public void observed(Event event) {
      Timer.builder("sessions")
          .tag("operation", event.operation().name().toLowerCase(Locale.ROOT))
          .tag("result", event.result().name().toLowerCase(Locale.ROOT))
          .register(registry)
          .record(event.elapsed());
    }
  }

  // @end

  @Test
  void observer_ofMicrometer_countsAndTimes() {
    MeterRegistry registry = new SimpleMeterRegistry();
    SessionStore sessions =
        InMemorySessionStore.builder().observer(new SessionMetrics(registry)).build();

    Session session = sessions.create(NewSession.anonymous());
    sessions.find(session.token());
    sessions.find(session.token());
    sessions.delete(session);
    sessions.find(session.token());

    assertThat(timer(registry, "find", "done").count()).isEqualTo(2);
    assertThat(timer(registry, "find", "gone").count()).isEqualTo(1);
    assertThat(timer(registry, "delete", "done").count()).isEqualTo(1);
    assertThat(registry.getMeters()).hasSize(4);
  }

  private static Timer timer(MeterRegistry registry, String operation, String result) {
    return registry
        .get("sessions")
        .tags("operation", operation, "result", result)
        .timer();
  }
}
