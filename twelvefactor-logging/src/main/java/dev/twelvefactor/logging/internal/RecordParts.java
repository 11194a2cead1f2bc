// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a record type, if its module lets them be read. Kept as long as the type is. */
final class RecordParts {

  private static final ClassValue<RecordParts> KNOWN = new ClassValue<>() {
    @Override
    protected RecordParts computeValue(Class<?> type) {
      return read(type);
    }
  };

  private final List<Part> parts;
  private final boolean readable;

  private RecordParts(List<Part> parts, boolean readable) {
    this.parts = parts;
    this.readable = readable;
  }

  static RecordParts of(Class<?> type) {
    return KNOWN.get(type);
  }

  private static RecordParts read(Class<?> type) {
    List<Part> parts = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Method accessor = component.getAccessor();
      if (!accessor.trySetAccessible()) {
        return new RecordParts(List.of(), false);
      }
      parts.add(new Part(component.getName(), accessor));
    }
    return new RecordParts(parts, true);
  }

  boolean isReadable() {
    return readable;
  }

  List<Part> parts() {
    return parts;
  }

  /** One component. */
  record Part(String name, Method accessor) {

    @Nullable
    Object read(Object record) throws Throwable {
      try {
        return accessor.invoke(record);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }
  }
}
