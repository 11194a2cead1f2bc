// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.logging.testing.CaptureLogs;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {

  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertThat(LogContext.current()).hasToString("LogContext[]");
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    String onPool =
        pool.submit(() -> LogContext.current() + " " + MDC.get("k")).get(10, TimeUnit.SECONDS);
    pool.shutdown();
    assertThat(onPool).isEqualTo("LogContext[] null");
  }

  private static String seen() {
    return LogContext.current() + " " + MDC.get("k");
  }

  @Test
  void open_nested_addsAndRestores() {
    try (LogContext.Scope outer = LogContext.open("k", 1, "other", 2)) {
      try (LogContext.Scope inner = LogContext.open("k", 3)) {
        assertThat(seen()).isEqualTo("LogContext[other, k] 3");
      }
      assertThat(seen()).isEqualTo("LogContext[k, other] 1");
    }
  }

  @Test
  void open_overAnMdcEntry_restoresIt() {
    MDC.put("k", "before");

    LogContext.of("k", 1).run(() -> assertThat(MDC.get("k")).isEqualTo("1"));

    assertThat(MDC.get("k")).isEqualTo("before");
    MDC.remove("k");
  }

  @Test
  void open_ofASecret_mirrorsNone() {
    LogContext.of("password", "hunter2")
        .run(() -> assertThat(MDC.get("password")).isEqualTo("[REDACTED]"));
  }

  @Test
  void close_inTheWrongOrder_leavesNothing() {
    LogContext.Scope outer = LogContext.open("k", 1);
    LogContext.Scope inner = LogContext.open("k", 2);

    outer.close();
    assertThat(seen()).isEqualTo("LogContext[k] 2");
    inner.close();
    inner.close();

    assertThat(seen()).isEqualTo("LogContext[] null");
  }

  /** As a task has it that the caller of a full pool runs itself. */
  @Test
  void wrap_runWhereAnotherContextIs_hidesItsMdcToo() {
    Runnable wrapped = LogContext.of("k", 1).wrap(() -> {
      assertThat(seen()).isEqualTo("LogContext[k] 1");
      assertThat(MDC.get("other")).isNull();
    });

    LogContext.of("other", 2).run(() -> {
      wrapped.run();
      assertThat(MDC.get("other")).isEqualTo("2");
    });
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker")
  void run_taskThatForgetsAScope_leavesNothingOfItEither() {
    LogContext.of("k", 1).run(() -> {
      LogContext.Scope forgotten = LogContext.open("other", 2);
      LogContext.Scope another = LogContext.open("k", 3);
      assertThat(forgotten).isNotSameAs(another);
    });

    assertThat(seen()).isEqualTo("LogContext[] null");
    assertThat(MDC.get("other")).isNull();
  }

  @Test
  void close_onAnotherThread_doesNothingThere() throws Exception {
    try (LogContext.Scope scope = LogContext.open("k", 1);
        CaptureLogs logs = CaptureLogs.start()) {
      pool.submit(scope::close).get(10, TimeUnit.SECONDS);
      pool.submit(scope::close).get(10, TimeUnit.SECONDS);

      assertThat(seen()).isEqualTo("LogContext[k] 1");
      assertThat(logs.single("log_context_not_closed").level()).isEqualTo("WARN");
    }
  }

  @Test
  void run_taskThatThrows_throwsItAndRestores() {
    assertThatThrownBy(() -> LogContext.of("k", 1).run(() -> {
          throw new IllegalStateException("mine");
        }))
        .isExactlyInstanceOf(IllegalStateException.class);
  }

  @Test
  void propagating_tasks_haveTheContextOfTheSubmitterAlone() throws Exception {
    Executor carrying = LogContext.propagating(pool);
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();

    LogContext.of("k", 1).run(() -> carrying.execute(() -> first.complete(seen())));
    carrying.execute(() -> second.complete(seen()));

    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("LogContext[k] 1");
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("LogContext[] null");
  }

  @Test
  void on_stagesCompletedElsewhere_haveTheContextOfThen() throws Exception {
    CompletableFuture<String> reply = new CompletableFuture<>();
    CompletableFuture<String> result = LogContext.of("k", 1).call(() -> {
      Executor here = LogContext.current().on(pool);
      return reply
          .thenApplyAsync(text -> text + seen(), here)
          .thenApplyAsync(text -> text + seen(), here);
    });

    Thread other = new Thread(() -> reply.complete("> "));
    other.start();

    assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("> LogContext[k] 1LogContext[k] 1");
  }

  @Test
  void wrap_everyKindOfTask_runsInTheContextAndInNothingElse() throws Exception {
    LogContext context = LogContext.of("k", 1);
    StringBuilder seen = new StringBuilder();

    try (LogContext.Scope other = LogContext.open("other", 2)) {
      context.wrap(() -> seen.append(seen()).append('\n')).run();
      context
          .<String>wrapConsumer(text -> seen.append(text).append(seen()).append('\n'))
          .accept("c ");
      seen.append(context.wrapSupplier(LogContextTest::seen).get()).append('\n');
      seen.append(context.<String, String>wrapFunction(text -> text + seen()).apply("f "))
          .append('\n');
      Callable<String> callable = context.wrapCallable(LogContextTest::seen);
      seen.append(pool.submit(callable).get(10, TimeUnit.SECONDS));
    }

    assertThat(seen.toString().lines())
        .containsExactly(
            "LogContext[k] 1",
            "c LogContext[k] 1",
            "LogContext[k] 1",
            "f LogContext[k] 1",
            "LogContext[k] 1");
  }
}
