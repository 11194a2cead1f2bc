// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.servlet;

import dev.twelvefactor.idempotency.http.StoredResponse;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response whose body is held back until it is known whether it is the one that counts. Status and
 * headers go to the container at once, which sends them with the body.
 */
final class HeldResponse extends HttpServletResponseWrapper {

  private static final int FOUND = 302;

  private final HttpServletResponse response;
  private final Map<String, List<String>> headersBefore;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable ServletOutputStream out;
  private @Nullable PrintWriter writer;
  private @Nullable StoredResponse answer;
  private @Nullable String error;

  HeldResponse(HttpServletResponse response) {
    super(response);
    this.response = response;
    this.headersBefore = headers();
  }

  private Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : response.getHeaderNames()) {
      headers.put(name, List.copyOf(response.getHeaders(name)));
    }
    return headers;
  }

  /** What the servlet has answered. */
  StoredResponse answer() {
    flushWriter();
    StoredResponse made = StoredResponse.of(getStatus(), body.toByteArray());
    for (Map.Entry<String, List<String>> header : headers().entrySet()) {
      made = made.with(header.getKey(), header.getValue().toArray(String[]::new));
    }
    String type = getContentType();
    made = type == null ? made : made.with("Content-Type", type);
    answer = made;
    return made;
  }

  /** Sends a response: the servlet's own, if it is the one that counts, or another. */
  void send(StoredResponse counts) throws IOException {
    if (counts != answer) {
      response.reset();
      headersBefore.forEach((name, values) -> set(response, name, values));
      send(counts, response);
      return;
    }
    if (error != null) {
      response.sendError(counts.status(), error);
      return;
    }
    write(counts.body(), response);
  }

  static void send(StoredResponse stored, HttpServletResponse response) throws IOException {
    response.setStatus(stored.status());
    stored.headers().forEach((name, values) -> set(response, name, values));
    write(stored.body(), response);
  }

  private static void set(HttpServletResponse response, String name, List<String> values) {
    response.setHeader(name, values.get(0));
    values.stream().skip(1).forEach(value -> response.addHeader(name, value));
  }

  private static void write(byte[] bytes, HttpServletResponse response) throws IOException {
    if (bytes.length > 0) {
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
    }
  }

  private void flushWriter() {
    if (writer != null) {
      writer.flush();
    }
  }

  @Override
  public ServletOutputStream getOutputStream() {
    ServletOutputStream made = out;
    if (made == null) {
      made = new Held(body);
      out = made;
    }
    return made;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter made = writer;
    if (made == null) {
      setCharacterEncoding(getCharacterEncoding());
      made = new PrintWriter(new OutputStreamWriter(body, getCharacterEncoding()));
      writer = made;
    }
    return made;
  }

  @Override
  public void sendError(int status) {
    sendError(status, "");
  }

  @Override
  public void sendError(int status, @Nullable String message) {
    resetBuffer();
    setStatus(status);
    error = message == null ? "" : message;
  }

  @Override
  public void sendRedirect(String location) {
    sendRedirect(location, FOUND, true);
  }

  @Override
  public void sendRedirect(String location, int status, boolean clearBuffer) {
    if (clearBuffer) {
      resetBuffer();
    }
    setStatus(status);
    setHeader("Location", location);
  }

  @Override
  public void flushBuffer() {
    flushWriter();
  }

  @Override
  public boolean isCommitted() {
    return false;
  }

  @Override
  public void resetBuffer() {
    flushWriter();
    body.reset();
  }

  @Override
  public void reset() {
    resetBuffer();
    error = null;
    super.reset();
    headersBefore.forEach((name, values) -> set(response, name, values));
  }

  /** The length is known when the body is. */
  @Override
  public void setContentLength(int length) {}

  @Override
  public void setContentLengthLong(long length) {}

  private static final class Held extends ServletOutputStream {
    private final ByteArrayOutputStream body;

    private Held(ByteArrayOutputStream body) {
      this.body = body;
    }

    @Override
    public void write(int b) {
      body.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      body.write(bytes, offset, length);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException("The answer is written in the servlet's own thread here");
    }
  }
}
