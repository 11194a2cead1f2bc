// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.spring;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.twelvefactor.logging.logback.JsonEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.logging.structured.StructuredLogFormatter;

/**
 * Makes Spring Boot with Logback log lines of JSON, with secrets masked, by one property: {@code
 * logging.structured.format.console} with the name of this class.
 *
 * <p>For Spring Boot 3.4 and later. The form of the lines is that of the {@code LOG_} variables.
 * Safe for use by many threads.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Who names this class has Logback, which nobody else needs.
public final class JsonStructuredFormatter implements StructuredLogFormatter<ILoggingEvent> {

  private final JsonEncoder encoder = new JsonEncoder();

  /** Makes a formatter; Spring Boot does, by its configuration. */
  public JsonStructuredFormatter() {}

  @Override
  public String format(ILoggingEvent event) {
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @Override
  public byte[] formatAsBytes(ILoggingEvent event, Charset charset) {
    byte[] line = encoder.encode(event);
    return charset.equals(StandardCharsets.UTF_8)
        ? line
        : new String(line, StandardCharsets.UTF_8).getBytes(charset);
  }
}
