// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as objects, without secrets.
 *
 * @param severity how grave it is
 * @param logger the name of the logger
 * @param event the name of the event, if it has one
 * @param message the text, if there is one
 * @param fields all fields by name, those of the event last
 * @param throwable the exception, if there is one
 */
public record EventCopy(
    Severity severity,
    String logger,
    @Nullable String event,
    @Nullable String message,
    Map<String, @Nullable Object> fields,
    @Nullable Throwable throwable) {

  static EventCopy of(EventDraft draft) {
    Redaction redaction = Redaction.standard();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Map<String, ? extends @Nullable Object> texts = draft.mdc;
    if (texts != null) {
      texts.forEach((key, value) -> fields.put(key, redaction.value(key, Field.valueOf(value))));
    }
    for (Field field : draft.context) {
      fields.put(field.key(), redaction.value(field.key(), field.value()));
    }
    for (Field field : draft.bound) {
      fields.put(field.key(), redaction.value(field.key(), field.value()));
    }
    for (int i = 0; i < draft.count; i++) {
      fields.put(draft.key(i), redaction.value(draft.key(i), draft.values[i]));
    }
    CharSequence message = draft.message;
    return new EventCopy(
        draft.severity,
        draft.logger,
        draft.event,
        message == null ? null : redaction.text(message.toString()),
        Collections.unmodifiableMap(fields),
        draft.throwable);
  }
}
