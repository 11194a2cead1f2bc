// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.servlet;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.IdempotentRun;
import dev.twelvefactor.idempotency.http.Decision;
import dev.twelvefactor.idempotency.http.IdempotentHttp;
import dev.twelvefactor.idempotency.http.RequestView;
import dev.twelvefactor.idempotency.http.StoredResponse;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Idempotency-Key} header in front of servlets, and of what runs on them, such as Spring MVC
 * or Jersey: a request is run once for its key, and its answer is sent again.
 *
 * {@snippet class="dev.twelvefactor.idempotency.servlet.IdempotencyFilterIT" region="filter"}
 *
 * <p>Register it behind the filters that authenticate. The answer is held in memory until it is stored,
 * and sent then, so large downloads do not belong behind it. A request under a key ends with its
 * servlet: {@code startAsync} is refused. Where a servlet calls {@code sendError}, the client gets the
 * container's error page, and a repetition the status without a page.
 *
 * <p>A form is compared by its fields. A multipart body is left to the container and is no part of the
 * {@link RequestView}: it is refused with 415 unless {@link IdempotentHttp.Builder#fingerprint} says by
 * what else two such requests are the same, such as a digest that the client sends in a header.
 *
 * <p>Needs Jakarta Servlet 6. Immutable and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class IdempotencyFilter implements Filter {

  private static final String RUN = IdempotentRun.class.getName();
  /** Without a key it does not matter whose request it is. */
  private static final String ANYBODY = "-";

  private static final int UNAUTHORIZED = 401;
  private static final int TOO_LARGE = 413;

  private final IdempotentHttp http;
  private final Function<HttpServletRequest, @Nullable String> principal;
  private final Function<HttpServletRequest, String> route;
  private final int maxBodyBytes;

  private IdempotencyFilter(Builder options) {
    this.http = options.http;
    this.principal = options.principal;
    this.route = options.route;
    this.maxBodyBytes = options.maxBodyBytes;
  }

  /**
   * Makes a builder.
   *
   * @param http runs the requests
   * @param principal answers whose request it is, such as {@code HttpServletRequest::getRemoteUser}:
   *     keys of different principals never meet. A key of nobody is answered with 401
   * @return a builder
   */
  public static Builder builder(
      IdempotentHttp http, Function<HttpServletRequest, @Nullable String> principal) {
    return new Builder(requireNonNull(http, "http"), requireNonNull(principal, "principal"));
  }

  /**
   * Answers what a servlet needs to have its effect once.
   *
   * @param request the request that the servlet was called with
   * @return the run, the same each time; one without a key if the request came without
   */
  public static IdempotentRun run(ServletRequest request) {
    if (request.getAttribute(RUN) instanceof IdempotentRun run) {
      return run;
    }
    IdempotentRun unguarded = IdempotentRun.unguarded();
    request.setAttribute(RUN, unguarded);
    return unguarded;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest incoming
        && response instanceof HttpServletResponse outgoing
        && http.covers(incoming.getMethod())
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      filter(incoming, outgoing, chain);
      return;
    }
    chain.doFilter(request, response);
  }

  private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getHeader(RequestView.KEY_HEADER) == null) {
      filterWithoutKey(request, response, chain);
      return;
    }
    String whose = principal.apply(request);
    if (whose == null || whose.isEmpty()) {
      response.sendError(UNAUTHORIZED);
      return;
    }
    RequestBody body = RequestBody.read(request, maxBodyBytes);
    if (body == null) {
      response.sendError(TOO_LARGE);
      return;
    }
    HeldResponse held = new HeldResponse(response);
    held.send(respond(whose, new HeldRequest(request, body), held, body.compared(), chain));
  }

  /** Nothing is held: it is refused, or run as it comes. */
  private void filterWithoutKey(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (http.decide(ANYBODY, view(request, new byte[0])) instanceof Decision.Reject refusal) {
      HeldResponse.send(refusal.response(), response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private StoredResponse respond(
      String whose, HeldRequest request, HeldResponse response, byte[] body, FilterChain chain)
      throws IOException, ServletException {
    try {
      return http.respond(whose, view(request, body), run -> {
        request.setAttribute(RUN, run);
        chain.doFilter(request, response);
        return response.answer();
      });
    } catch (IOException | ServletException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  private RequestView view(HttpServletRequest request, byte[] body) {
    String query = request.getQueryString();
    String path = request.getRequestURI();
    return RequestView.of(
        request.getMethod(),
        route.apply(request),
        query == null ? path : path + "?" + query,
        name -> Collections.list(request.getHeaders(name)),
        body);
  }

  /**
   * The options, each checked when it is set. Not safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private final IdempotentHttp http;
    private final Function<HttpServletRequest, @Nullable String> principal;
    private Function<HttpServletRequest, String> route = HttpServletRequest::getRequestURI;
    private int maxBodyBytes = 1024 * 1024;

    private Builder(IdempotentHttp http, Function<HttpServletRequest, @Nullable String> principal) {
      this.http = http;
      this.principal = principal;
    }

    /**
     * Sets what route a request takes: a key of one route says nothing on another.
     *
     * @param route answers it; the default is the path
     * @return this builder
     */
    public Builder route(Function<HttpServletRequest, String> route) {
      this.route = requireNonNull(route, "route");
      return this;
    }

    /**
     * Sets how large the body of a request under a key may be; it is held in memory. A larger one is
     * answered with 413. Of a form without {@code Content-Length} the fields are counted, those of the
     * query among them. Multipart bodies are not held, and not counted.
     *
     * @param bytes at least 1; the default is 1048576
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is less than 1
     */
    public Builder maxBodyBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxBodyBytes: " + bytes + " (expected: >= 1)");
      }
      this.maxBodyBytes = bytes;
      return this;
    }

    /** {@return a filter with these options} */
    public IdempotencyFilter build() {
      return new IdempotencyFilter(this);
    }
  }
}
