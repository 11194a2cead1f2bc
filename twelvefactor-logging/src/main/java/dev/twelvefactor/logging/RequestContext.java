// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.logging.internal.ContextFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What joins the events of one request across services: the request id and the W3C trace.
 *
 * {@snippet class="dev.twelvefactor.logging.LoggingSnippets" region="request"}
 *
 * <p>The id is that of the header {@code X-Request-ID} if it is 1 to 128 characters of {@code
 * A-Z a-z 0-9 . _ ~ + / = : -}, and a new random one otherwise. From a valid {@code traceparent} come
 * {@code trace_id} and {@code parent_span_id}, and {@code span_id} is a new one for the work done
 * here. Where a tracer has put {@code trace_id} into the MDC, that one stays. What is not valid is
 * neither used nor logged.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class RequestContext {

  private static final String REQUEST_ID = "X-Request-ID";
  private static final String TRACEPARENT = "traceparent";
  private static final int LONGEST_ID = 128;

  private final String requestId;
  private final @Nullable Trace trace;

  private RequestContext(String requestId, @Nullable Trace trace) {
    this.requestId = requestId;
    this.trace = trace;
  }

  private record Trace(String traceId, String parentSpanId, String spanId, String flags) {}

  /**
   * Reads the headers of a request.
   *
   * @param header answers a header by name, null if there is none; such as {@code
   *     headers::getFirst}
   * @return the context of the request
   */
  public static RequestContext from(Function<String, @Nullable String> header) {
    requireNonNull(header, "header");
    String id = header.apply(REQUEST_ID);
    String accepted = id != null && isId(id) ? id : UUID.randomUUID().toString();
    return new RequestContext(accepted, trace(header.apply(TRACEPARENT)));
  }

  /**
   * Begins a request that came without headers, such as a scheduled task.
   *
   * @return a context with a new id
   */
  public static RequestContext create() {
    return from(name -> null);
  }

  private static boolean isId(String text) {
    if (text.isEmpty() || text.length() > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!word && "._~+/=:-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Version, trace id, parent id and flags; a later version may have more after another dash. */
  private static @Nullable Trace trace(@Nullable String text) {
    if (text == null || text.length() < 55 || text.charAt(2) != '-' || !isHex(text, 0, 2)) {
      return null;
    }
    boolean ends = text.length() == 55;
    if (text.startsWith("ff") || (!ends && (text.startsWith("00") || text.charAt(55) != '-'))) {
      return null;
    }
    boolean shaped = text.charAt(35) == '-'
        && text.charAt(52) == '-'
        && isHex(text, 3, 35)
        && isHex(text, 36, 52)
        && isHex(text, 53, 55);
    if (!shaped || isZero(text, 3, 35) || isZero(text, 36, 52)) {
      return null;
    }
    return new Trace(
        text.substring(3, 35), text.substring(36, 52), newSpanId(), text.substring(53, 55));
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static String newSpanId() {
    long id = ThreadLocalRandom.current().nextLong();
    String hex = Long.toHexString(id == 0 ? 1 : id);
    return "0".repeat(16 - hex.length()) + hex;
  }

  /** {@return the id of the request} */
  public String requestId() {
    return requestId;
  }

  /** {@return the id of the trace, 32 hexadecimal digits, if the request is part of one} */
  public Optional<String> traceId() {
    return Optional.ofNullable(trace).map(Trace::traceId);
  }

  /** {@return the id of the work done here, 16 hexadecimal digits, if the request is traced} */
  public Optional<String> spanId() {
    return Optional.ofNullable(trace).map(Trace::spanId);
  }

  /** {@return the headers of the response: the request id} */
  public Map<String, String> responseHeaders() {
    return Map.of(REQUEST_ID, requestId);
  }

  /** {@return the headers of requests to other services: the request id and the trace} */
  public Map<String, String> requestHeaders() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(REQUEST_ID, requestId);
    Trace traced = trace;
    if (traced != null) {
      headers.put(TRACEPARENT, "00-" + traced.traceId + "-" + traced.spanId + "-" + traced.flags);
    }
    return Map.copyOf(headers);
  }

  /** {@return the fields that this adds to events} */
  public LogContext context() {
    LogContext context = LogContext.of("request_id", requestId);
    Trace traced = trace;
    if (traced == null || isTraced()) {
      return context;
    }
    return context
        .with("trace_id", traced.traceId)
        .with("span_id", traced.spanId)
        .with("parent_span_id", traced.parentSpanId);
  }

  /** Whether a tracer has put its ids into the MDC, and not a request context below this one. */
  private static boolean isTraced() {
    boolean present = MDC.get("trace_id") != null || MDC.get("traceId") != null;
    return present && !ContextFrame.has("trace_id");
  }

  /**
   * Adds the ids to all events of this thread until the scope is closed.
   *
   * @return the scope, to be closed by this thread
   */
  public LogContext.Scope open() {
    return context().open();
  }

  /**
   * Runs a task whose events get the ids.
   *
   * @param task what to do; what it throws goes through
   */
  public void run(Runnable task) {
    context().run(task);
  }

  /**
   * Calls a task whose events get the ids.
   *
   * @param task what to do
   * @param <T> the type of its result
   * @return its result
   * @throws Exception what the task throws
   */
  public <T extends @Nullable Object> T call(Callable<T> task) throws Exception {
    return context().call(task);
  }

  @Override
  public String toString() {
    return "RequestContext[" + requestId + "]";
  }
}
