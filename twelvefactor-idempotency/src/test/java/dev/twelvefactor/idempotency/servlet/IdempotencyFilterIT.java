// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.IdempotentRun;
import dev.twelvefactor.idempotency.InMemoryIdempotencyStore;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.http.IdempotentHttp;
import dev.twelvefactor.idempotency.http.StoredResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter in a real container. */
class IdempotencyFilterIT {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Kept, as a logger that nobody keeps forgets its level. */
  private static final Logger CONTAINER = Logger.getLogger("org.apache");

  private static final Operation<StoredResponse> HASTY = IdempotentHttp.operation("hasty")
      .lease(Duration.ofMillis(50))
      .maxDuration(Duration.ofMillis(200))
      .onCrash(OnCrash.RERUN)
      .build();

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();
  private final IdempotentExecutor once =
      IdempotentExecutor.create(InMemoryIdempotencyStore.create());
  private final Tomcat tomcat = new Tomcat();

  @BeforeEach
  void start(@TempDir Path folder) throws LifecycleException {
    CONTAINER.setLevel(Level.OFF);
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    Context context = tomcat.addContext("", folder.toString());
    context.setAllowCasualMultipartParsing(true);
    Wrapper orders = Tomcat.addServlet(context, "orders", new Orders());
    orders.setAsyncSupported(true);
    orders.addMapping("/shop/*");
    orders.addMapping("/slow/*");
    // @start region="filter"
    IdempotentHttp http = IdempotentHttp.create(once);
    Filter filter =
        IdempotencyFilter.builder(http, request -> request.getHeader("X-User")).build();
    // @end
    Filter hasty = IdempotencyFilter.builder(
            IdempotentHttp.builder(once).operation(HASTY).build(), request -> "ada")
        .build();
    add(context, "before", "/*", (request, response, chain) -> {
      ((HttpServletResponse) response).setHeader("X-Before", "yes");
      chain.doFilter(request, response);
    });
    add(context, "hasty", "/slow/*", hasty);
    add(context, "idempotency", "/shop/*", filter);
    tomcat.start();
  }

  private static void add(Context context, String name, String pattern, Filter filter) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(name);
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName(name);
    mapping.addURLPattern(pattern);
    context.addFilterMap(mapping);
  }

  @AfterEach
  void stop() throws LifecycleException {
    once.close();
    tomcat.stop();
    tomcat.destroy();
  }

  private final class Orders extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      int run = runs.incrementAndGet();
      switch (request.getPathInfo()) {
        case "/orders" -> {
          IdempotentRun own = IdempotencyFilter.run(request);
          response.setStatus(201);
          response.setContentType("text/plain");
          response.setCharacterEncoding("UTF-8");
          response.setHeader("Location", "/orders/" + run);
          response.addCookie(new Cookie("visit", "v" + run));
          String body = request.getReader().readLine();
          response.getWriter().print("€ " + body + " " + own.attempt());
          response.flushBuffer();
        }
        case "/form" -> response.getWriter().print(request.getParameter("sku") + run);
        case "/bytes" -> response.getOutputStream().write(new byte[] {0, (byte) run, -1});
        case "/error" -> response.sendError(422, "no such article");
        case "/moved" -> response.sendRedirect("/elsewhere");
        case "/busy" -> response.sendError(429);
        case "/broken" -> throw new IOException("disk full");
        case "/slow" -> {
          response.setHeader("X-Run", "run " + run);
          if (run == 1) {
            awaitRelease();
          }
          response.getWriter().print("run " + run);
        }
        case "/async" -> request.startAsync();
        case "/asyncDone" -> request.startAsync().complete();
        case "/run" -> {
          IdempotentRun own = IdempotencyFilter.run(request);
          response.getWriter().print(own == IdempotencyFilter.run(request));
        }
        default -> response.getWriter().print("run " + run);
      }
    }
  }

  private void awaitRelease() throws IOException {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort()
        + (path.equals("/slow") ? "/slow/slow" : "/shop" + path));
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, String key) throws Exception {
    return send("POST", path, body, "X-User", "ada", "Idempotency-Key", key);
  }

  @Test
  void post_twice_isRunOnceAndAnsweredWithTheSameBytesButNoCookie() throws Exception {
    HttpResponse<String> first = post("/orders", "tea", "\"k1\"");
    HttpResponse<String> second = post("/orders", "tea", "\"k1\"");

    assertThat(runs).hasValue(1);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.body()).isEqualTo("€ tea 1");
    assertThat(first.headers().firstValue("Set-Cookie")).isPresent();
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("Location")).hasValue("/orders/1");
    assertThat(second.headers().firstValue("Content-Type"))
        .isEqualTo(first.headers().firstValue("Content-Type"));
    assertThat(second.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
  }

  @Test
  void post_anotherBodyUserOrRoute_isAnotherRequest() throws Exception {
    post("/orders", "tea", "\"k1\"");

    assertThat(post("/orders", "cake", "\"k1\"").statusCode()).isEqualTo(422);
    assertThat(send("POST", "/orders", "tea", "X-User", "bob", "Idempotency-Key", "k1")
            .statusCode())
        .isEqualTo(201);
    assertThat(post("/bytes", "tea", "\"k1\"").statusCode()).isEqualTo(200);
    assertThat(runs).hasValue(3);
  }

  @Test
  void post_binaryAnswer_isRepeatedByteForByte() throws Exception {
    assertThat(post("/bytes", "x", "k").body())
        .isEqualTo(post("/bytes", "x", "k").body());
    assertThat(runs).hasValue(1);
  }

  @Test
  void post_form_isReadByTheServletAndComparedByItsFields() throws Exception {
    String[] headers = {
      "X-User", "ada", "Idempotency-Key", "k", "Content-Type", "application/x-www-form-urlencoded"
    };

    HttpResponse<String> first = send("POST", "/form", "sku=tea&n=1", headers);
    HttpResponse<String> second = send("POST", "/form", "n=1&sku=tea", headers);

    assertThat(first.body()).isEqualTo("tea1");
    assertThat(second.body()).isEqualTo("tea1");
    assertThat(send("POST", "/form", "sku=tea&n=2", headers).statusCode()).isEqualTo(422);
    assertThat(runs).hasValue(1);
  }

  @Test
  void patch_form_isReadByTheServletAndComparedByItsBytes() throws Exception {
    String[] headers = {
      "X-User", "ada", "Idempotency-Key", "k", "Content-Type", "application/x-www-form-urlencoded"
    };

    HttpResponse<String> first = send("PATCH", "/orders", "sku=tea&n=1", headers);
    HttpResponse<String> second = send("PATCH", "/orders", "sku=tea&n=1", headers);

    assertThat(first.body()).isEqualTo("€ sku=tea&n=1 1");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(send("PATCH", "/orders", "sku=tea&n=2", headers).statusCode()).isEqualTo(422);
    assertThat(runs).hasValue(1);
  }

  @Test
  void post_formBeyondTheLimit_is413() throws Exception {
    String[] headers = {
      "X-User", "ada", "Idempotency-Key", "k", "Content-Type", "application/x-www-form-urlencoded"
    };
    String large = "sku=" + "x".repeat(1024 * 1024);

    assertThat(send("POST", "/form", large, headers).statusCode()).isEqualTo(413);
    assertThat(chunked("/form", large, headers).statusCode()).isEqualTo(413);
    assertThat(runs).hasValue(0);
  }

  /** Without telling the length beforehand. */
  private HttpResponse<String> chunked(String path, String body, String... headers)
      throws Exception {
    BodyPublisher publisher = BodyPublishers.fromPublisher(BodyPublishers.ofString(body));
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).POST(publisher).headers(headers).build(),
        BodyHandlers.ofString());
  }

  @Test
  void post_sendError_givesThePageOnceAndTheStatusAgain() throws Exception {
    HttpResponse<String> first = post("/error", "x", "k");
    HttpResponse<String> second = post("/error", "x", "k");

    assertThat(first.statusCode()).isEqualTo(422);
    assertThat(first.body()).contains("no such article");
    assertThat(second.statusCode()).isEqualTo(422);
    assertThat(runs).hasValue(1);
  }

  @Test
  void post_redirect_isRepeated() throws Exception {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> moved = post("/moved", "x", "k");
      assertThat(moved.statusCode()).isEqualTo(302);
      assertThat(moved.headers().firstValue("Location")).hasValue("/elsewhere");
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void post_statusThatSaysNothingWasDone_isRunAgain() throws Exception {
    post("/busy", "x", "k");

    assertThat(post("/busy", "x", "k").statusCode()).isEqualTo(429);
    assertThat(runs).hasValue(2);
  }

  @Test
  void post_runThatIsOvertaken_answersWithWhatTheOtherStored() throws Exception {
    CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(this::slow);
    await().until(() -> runs.get() == 1);
    await().until(() -> slow().statusCode() == 200);

    released.countDown();
    HttpResponse<String> overtaken = first.get(30, TimeUnit.SECONDS);

    assertThat(overtaken.body()).isEqualTo("run 2");
    assertThat(overtaken.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(overtaken.headers().firstValue("X-Run")).isEmpty();
    assertThat(overtaken.headers().firstValue("X-Before")).hasValue("yes");
    assertThat(runs).hasValue(2);
  }

  private HttpResponse<String> slow() {
    try {
      return post("/slow", "x", "k");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/broken", "/async"})
  void post_servletThrows_isA500AndThenUnknown(String path) throws Exception {
    assertThat(post(path, "x", "k").statusCode()).isEqualTo(500);

    HttpResponse<String> again = post(path, "x", "k");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(runs).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"GET,200,1", "PUT,200,1", "POST,400,0", "PATCH,400,0"})
  void request_withoutAKey_isRefusedOrRunAsItComes(String method, int status, int count)
      throws Exception {
    assertThat(send(method, "/any", "x").statusCode()).isEqualTo(status);
    assertThat(runs).hasValue(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void request_thatNeedsNoKey_isRunAsItComesEvenWithOne(String method) throws Exception {
    String large = "x".repeat(1024 * 1024 + 1);

    assertThat(send(method, "/any", large, "Idempotency-Key", "k").statusCode()).isEqualTo(200);
    assertThat(send(method, "/asyncDone", "x", "Idempotency-Key", "k").statusCode())
        .isEqualTo(200);
    assertThat(runs).hasValue(2);
  }

  @Test
  void run_ofARequestWithoutAKey_isOneForAll() throws Exception {
    assertThat(send("GET", "/run", "").body()).isEqualTo("true");
  }

  @Test
  void post_keyOfNobody_is401() throws Exception {
    assertThat(send("POST", "/orders", "tea", "Idempotency-Key", "k").statusCode())
        .isEqualTo(401);
    assertThat(runs).hasValue(0);
  }

  @Test
  void post_bodyBeyondTheLimit_is413() throws Exception {
    assertThat(post("/orders", "x".repeat(1024 * 1024 + 1), "k").statusCode()).isEqualTo(413);
    assertThat(post("/orders", "x".repeat(1024 * 1024), "k").statusCode()).isEqualTo(201);
    assertThat(runs).hasValue(1);
  }
}
