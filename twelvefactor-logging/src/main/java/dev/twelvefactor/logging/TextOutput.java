// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import dev.twelvefactor.logging.internal.ContextFrame;
import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Field;
import dev.twelvefactor.logging.internal.Redaction;
import dev.twelvefactor.logging.internal.Severity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/**
 * A backend that takes text alone: it gets one line, {@code name key=value key="more words"}. It is
 * given no arguments, so that a placeholder in a value stays what it is.
 */
final class TextOutput implements Output {

  private final Logger logger;

  TextOutput(Logger logger) {
    this.logger = logger;
  }

  @Override
  public boolean isEnabled(Severity severity) {
    return logger.isEnabledForLevel(severity.level());
  }

  @Override
  public boolean isFinal() {
    return !Binding.isSubstitute(logger);
  }

  @Override
  public void write(EventDraft draft) {
    try {
      Output.tellProblems();
      ForeignEvent event = ForeignEvent.of(draft);
      StringBuilder line = new StringBuilder();
      if (draft.severity() == Severity.CRITICAL) {
        line.append("CRITICAL ");
      }
      line.append(Redaction.standard().line(event.name()));
      event.pairs().forEach((key, value) -> append(line, key, value));
      if (MDC.getMDCAdapter() == null || MDC.getMDCAdapter() instanceof NOPMDCAdapter) {
        context(line, event);
      }
      log(draft.severity(), line.toString(), event.throwable());
    } catch (Throwable failure) {
      ForeignEvent.fallBack(logger, draft, failure);
    } finally {
      ForeignEvent.release(draft);
    }
  }

  private static void context(StringBuilder line, ForeignEvent event) {
    for (Field field : ContextFrame.currentFields()) {
      if (!event.pairs().containsKey(field.key())) {
        append(line, field.key(), field.value());
      }
    }
  }

  private static void append(StringBuilder line, String key, @Nullable Object value) {
    String text = Redaction.standard().text(key, value);
    boolean bare = !text.isEmpty() && text.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
    line.append(' ').append(Redaction.standard().line(key)).append('=');
    if (bare || text.startsWith("{") || text.startsWith("[")) {
      line.append(text);
    } else {
      line.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
  }

  private void log(Severity severity, String line, @Nullable Throwable thrown) {
    if (severity == Severity.TRACE) {
      logger.trace(line, thrown);
    } else if (severity == Severity.DEBUG) {
      logger.debug(line, thrown);
    } else if (severity == Severity.INFO) {
      logger.info(line, thrown);
    } else if (severity == Severity.WARN) {
      logger.warn(line, thrown);
    } else {
      logger.error(line, thrown);
    }
  }
}
