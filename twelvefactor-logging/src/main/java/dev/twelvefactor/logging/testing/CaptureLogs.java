// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.testing;

import dev.twelvefactor.logging.internal.EventCopy;
import dev.twelvefactor.logging.internal.Journal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Collects the events that are logged while it is open, for tests to look at.
 *
 * {@snippet class="dev.twelvefactor.logging.LoggingSnippets" region="capture"}
 *
 * <p>It sees what {@code StructuredLogger} logs, on all threads, whatever SLF4J is bound to; and
 * what others log through SLF4J if it is bound to our provider. Events are as they are written:
 * without secrets, and not those of a disabled level. They are written as well. Safe for use by many
 * threads.
 *
 * @since 0.1.0
 */
public final class CaptureLogs implements AutoCloseable {

  private final List<Captured> events = new CopyOnWriteArrayList<>();
  private final Journal.Tap tap = this::add;

  private CaptureLogs() {}

  /**
   * An event that was logged.
   *
   * @param level the level: TRACE, DEBUG, INFO, WARN, ERROR or CRITICAL
   * @param logger the name of the logger
   * @param event the name of the event; for a line of somebody else, its text
   * @param fields all fields by key: those of the event, of the logger and of the context
   * @param thrown the exception, if there is one
   * @since 0.1.0
   */
  public record Captured(
      String level,
      String logger,
      String event,
      Map<String, @Nullable Object> fields,
      Optional<Throwable> thrown) {

    /**
     * Answers the value of a field.
     *
     * @param key the key
     * @return the value: null, a string, a boolean, a number, a list or a map
     */
    public @Nullable Object field(String key) {
      return fields.get(key);
    }
  }

  /** {@return a new capture, which is open} */
  public static CaptureLogs start() {
    CaptureLogs capture = new CaptureLogs();
    Journal.standard().add(capture.tap);
    return capture;
  }

  private void add(EventCopy copy) {
    String name = copy.event() == null ? String.valueOf(copy.message()) : copy.event();
    events.add(new Captured(
        copy.severity().name(),
        copy.logger(),
        name,
        copy.fields(),
        Optional.ofNullable(copy.throwable())));
  }

  /** {@return the events so far, in the order in which they were logged} */
  public List<Captured> events() {
    return List.copyOf(events);
  }

  /**
   * Answers the events of a name.
   *
   * @param event the name
   * @return those logged so far
   */
  public List<Captured> events(String event) {
    return events.stream().filter(captured -> captured.event().equals(event)).toList();
  }

  /**
   * Answers the one event of a name.
   *
   * @param event the name
   * @return the event
   * @throws AssertionError if it was logged never, or more than once
   */
  public Captured single(String event) {
    List<Captured> found = events(event);
    if (found.size() != 1) {
      throw new AssertionError(
          "Expected one event \"" + event + "\", but there were " + found.size() + " among these: "
              + events.stream().map(Captured::event).toList());
    }
    return found.get(0);
  }

  /** Collects nothing more; what was collected stays. Twice does nothing. */
  @Override
  public void close() {
    Journal.standard().remove(tap);
  }
}
