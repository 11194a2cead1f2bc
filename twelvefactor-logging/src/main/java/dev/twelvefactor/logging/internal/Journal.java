// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Takes events and writes them to standard output: the one place where lines come from.
 *
 * <p>Nothing that it is given makes it throw, and an event that fails leaves no trace in the next:
 * foreign code runs before anything is encoded, each event has buffers of its own, and no lock is
 * held but while bytes are written. Safe for use by many threads.
 */
public final class Journal {

  private static final int SLOTS = 32;
  private static final byte[] NOTHING = {};
  private static final String OWN_LOGGER = "dev.twelvefactor.logging";

  private static final class Standard {
    static final Journal INSTANCE = of(LogSettings.standard());
  }

  private static Journal of(LogSettings settings) {
    return new Journal(
        LineFormat.of(settings), StdoutSink.standard(settings), Terminal.of(settings));
  }

  private final LineFormat format;
  private final StdoutSink sink;
  private final @Nullable Terminal terminal;
  private final AtomicReferenceArray<@Nullable EventDraft> drafts =
      new AtomicReferenceArray<>(SLOTS);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final List<Tap> taps = new CopyOnWriteArrayList<>();

  /** Sees each event before it is written. */
  public interface Tap {
    /**
     * Sees an event.
     *
     * @param event what happened, without secrets
     */
    void accept(EventCopy event);
  }

  Journal(LineFormat format, StdoutSink sink, @Nullable Terminal terminal) {
    this.format = format;
    this.sink = sink;
    this.terminal = terminal;
    sink.lossLine(new LossLines());
  }

  /** {@return the journal of this process} */
  public static Journal standard() {
    return Standard.INSTANCE;
  }

  /** {@return the configuration} */
  public LogSettings settings() {
    return format.settings();
  }

  /**
   * Begins an event.
   *
   * @param severity how grave it is
   * @param logger the name of the logger
   * @return a draft to fill, which must go to {@link #write}, {@link #line} or {@link #release}
   */
  public EventDraft begin(Severity severity, String logger) {
    EventDraft draft = drafts.getAndSet(slot(), null);
    if (draft == null) {
      draft = new EventDraft(format);
    }
    draft.start(severity, logger);
    return draft;
  }

  /**
   * Gives back a draft; nothing of it is kept.
   *
   * @param draft the draft
   */
  public void release(EventDraft draft) {
    draft.clear();
    drafts.setRelease(slot(), draft);
  }

  private static int slot() {
    long id = Thread.currentThread().getId();
    return (int) (id ^ (id >>> 5)) & (SLOTS - 1);
  }

  /**
   * Writes an event, of here and now unless it has an origin, and takes back its draft.
   *
   * @param draft the event
   */
  public void write(EventDraft draft) {
    try {
      reportProblems();
      here(draft);
      encode(draft);
      JsonBuffer out = draft.encoder.out();
      sink.write(out.bytes(), out.length(), draft.severity);
    } catch (Throwable failure) {
      writeFailed(draft, failure);
    }
    release(draft);
  }

  /**
   * Encodes an event whose origin and context are set, and takes back its draft.
   *
   * @param draft the event
   * @return its line of JSON, with the newline; before the first, a line for each bad setting
   */
  public byte[] line(EventDraft draft) {
    try {
      byte[] problems = begun.get() ? NOTHING : problemLines();
      draft.freeze();
      tapped(draft);
      draft.encoder.encode(draft);
      return draft.encoder.out().copyAfter(problems);
    } catch (Throwable failure) {
      return failed(draft, failure).encoder.out().copy();
    } finally {
      release(draft);
    }
  }

  /**
   * Waits until lines under way are written and losses are told.
   *
   * @param timeout how long to wait at most
   * @return whether all is written
   */
  public boolean flush(Duration timeout) {
    return sink.flush(timeout);
  }

  private static void here(EventDraft draft) {
    if (!draft.origin.isKnown()) {
      draft.origin.now();
      draft.context = ContextFrame.currentFields();
      MdcEntries entries = MdcEntries.current();
      draft.mdc = entries == null ? null : entries.texts();
      draft.stacks = entries == null ? null : entries.stacks();
    }
  }

  private void encode(EventDraft draft) {
    draft.freeze();
    tapped(draft);
    if (terminal == null) {
      draft.encoder.encode(draft);
    } else {
      terminal.write(draft);
    }
  }

  private void writeFailed(EventDraft draft, Throwable failure) {
    try {
      EventDraft instead = failed(draft, failure);
      JsonBuffer out = instead.encoder.out();
      sink.write(out.bytes(), out.length(), instead.severity);
    } catch (Throwable again) {
      // The stack or the heap is at its end; the loss is counted where that is possible.
      sink.lost(draft.severity);
    }
  }

  /** The event without what may have failed. */
  private EventDraft failed(EventDraft draft, Throwable failure) {
    EventDraft instead = new EventDraft(format);
    instead.start(draft.severity, draft.logger);
    instead.event(draft.event == null ? "event_not_encoded" : draft.event);
    instead.add("not_encoded", failure.getClass().getName());
    here(instead);
    instead.context(EventDraft.NO_FIELDS, Map.of());
    instead.encoder.encode(instead);
    return instead;
  }

  /** No lambda, as the first of them costs a start some 20 ms. */
  private final class LossLines implements StdoutSink.LossLine {
    @Override
    public byte[] of(Losses.Report report) {
      return lossLine(report);
    }
  }

  private byte[] lossLine(Losses.Report report) {
    EventDraft draft = new EventDraft(format);
    draft.start(Severity.WARN, OWN_LOGGER);
    draft.event("logs_dropped");
    draft.add("count", report.count());
    draft.add("by_level", report.byLevel());
    draft.add("reason", report.byReason());
    draft.add("since", report.since());
    draft.origin.now();
    draft.freeze();
    if (terminal == null) {
      draft.encoder.encode(draft);
    } else {
      terminal.write(draft);
    }
    return draft.encoder.out().copy();
  }

  private void reportProblems() {
    if (begun.get() || !begun.compareAndSet(false, true)) {
      return;
    }
    for (LogSettings.Problem problem : settings().problems()) {
      write(event(problem));
    }
  }

  /**
   * The bad settings as events, for a backend whose lines do not come from here.
   *
   * @return a draft of each, which must go to an output; none if they are told already
   */
  public List<EventDraft> untoldProblems() {
    if (begun.get() || !begun.compareAndSet(false, true)) {
      return List.of();
    }
    return settings().problems().stream().map(this::event).toList();
  }

  private byte[] problemLines() {
    byte[] lines = NOTHING;
    if (begun.compareAndSet(false, true)) {
      for (LogSettings.Problem problem : settings().problems()) {
        EventDraft draft = event(problem);
        here(draft);
        draft.freeze();
        draft.encoder.encode(draft);
        lines = draft.encoder.out().copyAfter(lines);
        release(draft);
      }
    }
    return lines;
  }

  private EventDraft event(LogSettings.Problem problem) {
    EventDraft draft = begin(Severity.WARN, OWN_LOGGER);
    draft.event("log_setting_ignored");
    draft.add("variable", problem.variable());
    draft.add("value", problem.value());
    draft.add("expected", problem.expected());
    return draft;
  }

  /**
   * Shows all further events to a tap.
   *
   * @param tap who sees them
   */
  public void add(Tap tap) {
    taps.add(tap);
  }

  /**
   * Shows a tap nothing more.
   *
   * @param tap who saw them
   */
  public void remove(Tap tap) {
    taps.remove(tap);
  }

  /**
   * Shows a frozen event to the taps.
   *
   * @param draft the event
   */
  public void tapped(EventDraft draft) {
    if (taps.isEmpty() || draft.relayed) {
      return;
    }
    here(draft);
    EventCopy copy = EventCopy.of(draft);
    for (Tap tap : taps) {
      tap.accept(copy);
    }
  }
}
