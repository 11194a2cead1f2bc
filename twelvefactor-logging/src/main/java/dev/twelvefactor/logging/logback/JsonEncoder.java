// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.twelvefactor.logging.internal.Journal;

/**
 * An encoder for the appenders of Logback: each event becomes one line of JSON, with secrets masked,
 * as the {@code LOG_} variables ask for; but {@code LOG_FORMAT} and {@code LOG_OVERFLOW}, which are
 * those of a standard output that this library writes.
 *
 * <p>Causes nested some thousand deep overflow the stack in Logback itself, before any encoder sees
 * them. Safe for use by many threads.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Who names this class has Logback, which nobody else needs.
public final class JsonEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  /** Makes an encoder; Logback does, by its configuration. */
  public JsonEncoder() {}

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return Journal.standard().line(LogbackEvents.draft(event));
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
