// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/** A request whose body was read already. */
final class HeldRequest extends HttpServletRequestWrapper {

  private final byte @Nullable [] held;
  private @Nullable ServletInputStream in;
  private @Nullable BufferedReader reader;

  HeldRequest(HttpServletRequest request, RequestBody body) {
    super(request);
    this.held = body.held();
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    byte[] bytes = held;
    if (bytes == null) {
      return super.getInputStream();
    }
    ServletInputStream made = in;
    if (made == null) {
      made = new Bytes(bytes);
      in = made;
    }
    return made;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    if (held == null) {
      return super.getReader();
    }
    BufferedReader made = reader;
    if (made == null) {
      String charset = getCharacterEncoding();
      made = new BufferedReader(
          new InputStreamReader(getInputStream(), charset == null ? UTF_8.name() : charset));
      reader = made;
    }
    return made;
  }

  @Override
  public boolean isAsyncSupported() {
    return false;
  }

  @Override
  public AsyncContext startAsync() {
    throw new IllegalStateException(
        "startAsync is not possible under an Idempotency-Key: the answer is stored when the servlet"
            + " returns. Wait there for what it begins, or map the servlet past IdempotencyFilter and let"
            + " it call IdempotentExecutor.executeAsync");
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return startAsync();
  }

  private static final class Bytes extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    private Bytes(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, length);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("The body is read in the servlet's own thread here");
    }
  }
}
