// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of an event, each name once: those of the event itself win over those of the
 * logger, the context, the MDC and the process, and the later of two over the earlier. Not safe for
 * use by many threads.
 */
final class FieldsWriter {

  private static final int MOST_KEPT = 512;
  private static final int MOST_ORIGIN = 128;

  private final LineFormat format;
  private final JsonBuffer out;
  private final TextWriter text;
  private final ValueWriter values;
  private final FieldNames names = new FieldNames();
  private KeyCatalog.@Nullable Key[] keys = new KeyCatalog.Key[16];
  private int written;
  private int total;
  private int mostText;
  private int mostFields;
  private int end;

  FieldsWriter(LineFormat format, JsonBuffer out, TextWriter text) {
    this.format = format;
    this.out = out;
    this.text = text;
    this.values = new ValueWriter(out, text, format.nestedKeys(), format.redacts());
  }

  ValueWriter values() {
    return values;
  }

  void reset() {
    names.clear();
    if (keys.length > 64) {
      keys = new KeyCatalog.Key[16];
    }
  }

  /** How many fields there were when last written. */
  int total() {
    return total;
  }

  /** Writes the fields and answers how many were left out. */
  int write(EventDraft draft, int mostText, int mostFields, int end) {
    this.mostText = mostText;
    this.mostFields = mostFields;
    this.end = end;
    written = 0;
    total = 0;
    names.clear();
    own(draft);
    kept(draft.bound);
    kept(draft.context);
    texts(draft.mdc, draft.context);
    texts(draft.stacks, EventDraft.NO_FIELDS);
    origin(format.settings().origin());
    return total - written;
  }

  private void own(EventDraft draft) {
    if (keys.length < draft.count) {
      keys = new KeyCatalog.Key[draft.count];
    }
    for (int i = 0; i < draft.count; i++) {
      keys[i] = format.keys().of(draft.keys[i]);
    }
    // Backwards, to see the last of each name first; in the order given, to write them.
    for (int i = draft.count - 1; i >= 0; i--) {
      KeyCatalog.Key key = keys[i];
      if (key != null && !names.add(key.name())) {
        keys[i] = null;
      }
    }
    for (int i = 0; i < draft.count; i++) {
      KeyCatalog.Key key = keys[i];
      if (key != null && admit()) {
        field(key, draft.values[i]);
      }
    }
    Arrays.fill(keys, 0, draft.count, null);
  }

  /** Counts a field and answers whether it is among those that are written. */
  private boolean admit() {
    total++;
    if (written >= mostFields || out.length() > end) {
      return false;
    }
    written++;
    return true;
  }

  private void field(KeyCatalog.Key key, @Nullable Object value) {
    out.raw(key.fragment());
    if (key.secret() && value != null) {
      text.mask();
    } else if (format.settings().schema() == Schema.GCP && key.given().equals("trace_id")) {
      trace(value);
    } else {
      values.value(value, mostText, end);
    }
  }

  private void trace(@Nullable Object value) {
    String project = format.settings().origin().project();
    String id = String.valueOf(value);
    text.quoted(project == null ? id : "projects/" + project + "/traces/" + id, mostText);
  }

  private void kept(Field[] fields) {
    for (Field field : fields) {
      kept(field);
    }
  }

  private void kept(Field field) {
    Field.Written known = field.written(format);
    if (!names.add(known.key.name()) || !admit()) {
      return;
    }
    if (known.bytes != null && known.bytes.length <= mostText) {
      out.raw(known.bytes);
      return;
    }
    int begin = out.length();
    field(known.key, field.value());
    int length = out.length() - begin;
    if (!text.cut() && length <= MOST_KEPT && out.length() <= end) {
      field.keep(known, Arrays.copyOfRange(out.bytes(), begin, out.length()));
    }
  }

  /** Those of the MDC mirror those of the context, and mostly in the same order: they have lost. */
  private void texts(@Nullable Map<String, ?> texts, Field[] mirrored) {
    if (texts == null || texts.isEmpty()) {
      return;
    }
    int mirrors = 0;
    for (Map.Entry<String, ?> entry : texts.entrySet()) {
      if (mirrors < mirrored.length && mirrored[mirrors].key().equals(entry.getKey())) {
        mirrors++;
      } else if (entry.getValue() instanceof Field field) {
        kept(field);
      } else {
        text(entry.getKey(), entry.getValue());
      }
    }
  }

  private void text(String given, @Nullable Object value) {
    KeyCatalog.Key key = format.keys().of(given);
    if (names.add(key.name()) && admit()) {
      field(key, frozen(value));
    }
  }

  private static @Nullable Object frozen(@Nullable Object value) {
    return value instanceof Collection<?> stack ? List.copyOf(stack) : value;
  }

  private void origin(LogSettings.Origin origin) {
    Schema schema = format.settings().schema();
    if (schema == Schema.ECS) {
      origin("service.name", origin.service());
      origin("service.version", origin.version());
      origin("service.environment", origin.environment());
      return;
    }
    if (schema == Schema.GCP) {
      serviceContext(origin);
    } else {
      origin("service", origin.service());
      origin("version", origin.version());
    }
    origin("env", origin.environment());
  }

  private void origin(String name, @Nullable String value) {
    if (value != null && names.add(name)) {
      out.ascii(",\"");
      out.ascii(name);
      out.ascii("\":");
      text.quoted(value, MOST_ORIGIN);
    }
  }

  private void serviceContext(LogSettings.Origin origin) {
    if (origin.service() == null) {
      return;
    }
    out.ascii(",\"serviceContext\":{\"service\":");
    text.quoted(origin.service(), MOST_ORIGIN);
    if (origin.version() != null) {
      out.ascii(",\"version\":");
      text.quoted(origin.version(), MOST_ORIGIN);
    }
    out.raw('}');
  }
}
