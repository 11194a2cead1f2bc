// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page at {@code /}, and what it is made of. */
final class Page {

  /** Scripts and styles come from the shop alone; pictures go to storage, and come from there. */
  private static final String POLICY =
      "default-src 'self'; img-src 'self' %1$s data: blob:; connect-src 'self' %1$s;"
          + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private static final Map<String, Page> PAGES =
      Map.of(
          "/", new Page("index.html", "text/html; charset=utf-8"),
          "/page.css", new Page("page.css", "text/css; charset=utf-8"),
          "/page.js", new Page("page.js", "text/javascript; charset=utf-8"));

  private final String type;
  private final byte[] bytes;

  private Page(String name, String type) {
    this.type = type;
    try (InputStream in = Page.class.getResourceAsStream("/page/" + name)) {
      this.bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers with a page if the path is one. */
  static boolean serve(Exchange exchange, Uploads uploads) throws IOException {
    Page page = PAGES.get(exchange.path());
    if (page == null) {
      return false;
    }
    exchange.require("GET");
    exchange.setHeader("Content-Security-Policy", POLICY.formatted(uploads.origin()));
    exchange.answer(200, page.type, page.bytes);
    return true;
  }
}
