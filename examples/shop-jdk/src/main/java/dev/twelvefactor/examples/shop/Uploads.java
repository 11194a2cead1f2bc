// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.s3.DirectUploads;
import dev.twelvefactor.storage.s3.S3ObjectStorage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The customers' pictures, in object storage: through the shop, or straight from the browser. */
final class Uploads {

  private static final StructuredLogger log = StructuredLogger.of(Uploads.class);
  private static final String FOLDER = "uploads";
  private static final long MAX_BYTES = 10_000_000;
  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif");
  private static final Duration LINK_VALIDITY = Duration.ofMinutes(5);

  private final Visits visits;
  private final Optional<S3ObjectStorage> storage;

  Uploads(Visits visits, Optional<S3ObjectStorage> storage) {
    this.visits = visits;
    this.storage = storage;
  }

  private S3ObjectStorage files() {
    return storage.orElseThrow(() -> Problem.of(501, "no uploads here: S3_BUCKET is not set"));
  }

  /** Where browsers meet storage, for a content security policy; all of the web if nobody can tell. */
  String origin() {
    if (storage.isEmpty()) {
      return "";
    }
    try {
      URI link = files().presign().get(ObjectKey.of(FOLDER), LINK_VALIDITY).uri();
      return link.getScheme() + "://" + link.getRawAuthority();
    } catch (ObjectStorageException noCredentials) {
      return "http: https:";
    }
  }

  /** Takes the bytes itself, for clients that cannot reach storage. */
  void put(Exchange exchange) throws IOException {
    String user = visits.user(exchange);
    String type = String.valueOf(exchange.header("Content-Type"));
    if (!IMAGES.contains(type)) {
      throw Problem.of(415, "only pictures are taken (expected: one of " + IMAGES + ")");
    }
    ObjectInfo stored =
        files().put(
            ObjectKey.random(FOLDER, user),
            Content.of(exchange.stream()).type(type),
            put -> put.ifAbsent().maxBytes(MAX_BYTES));
    log.info("upload_stored", "uri", stored.uri(), "bytes", stored.size());
    answer(exchange, stored);
  }

  /** The first step of a direct upload: what the browser needs to send the bytes itself. */
  void ticket(Exchange exchange) throws IOException {
    String user = visits.user(exchange);
    JsonNode body = exchange.body();
    DirectUploads.Ticket ticket =
        direct()
            .ticket(
                user,
                ObjectKey.random(FOLDER, user),
                Exchange.text(body, "type"),
                Exchange.integer(body, "size"));
    exchange.answer(
        201,
        Map.of(
            "ticket", ticket.token(),
            "method", ticket.upload().method(),
            "url", ticket.upload().uri(),
            "headers", ticket.upload().headers()));
  }

  /** The last step: only what is what the ticket says becomes an upload. */
  void confirm(Exchange exchange) throws IOException {
    String user = visits.user(exchange);
    ObjectInfo stored = direct().confirm(Exchange.text(exchange.body(), "ticket"), user);
    log.info("upload_confirmed", "uri", stored.uri(), "bytes", stored.size());
    answer(exchange, stored);
  }

  private DirectUploads direct() {
    return files().directUploads(
        limits -> limits.maxBytes(MAX_BYTES).types(IMAGES.toArray(String[]::new)));
  }

  private static void answer(Exchange exchange, ObjectInfo stored) throws IOException {
    exchange.answer(201, Map.of("uri", stored.uri(), "key", stored.key().value()));
  }

  /** Sends the browser to storage; each user has pictures of their own. */
  void show(Exchange exchange, String path) throws IOException {
    String folder = FOLDER + "/" + visits.user(exchange) + "/";
    ObjectKey key = key(path);
    ObjectInfo info =
        (path.startsWith(folder) ? files().head(key) : Optional.<ObjectInfo>empty())
            .orElseThrow(() -> Problem.of(404, "no such picture"));
    exchange.redirect(files().presign().inline(key, LINK_VALIDITY, info.type()).uri());
  }

  /** A key as the shop makes them; what leads elsewhere on some servers, as {@code ..} does, is none. */
  private static ObjectKey key(String path) {
    try {
      return ObjectKey.of(path).requireWritable();
    } catch (IllegalArgumentException unusual) {
      throw Problem.of(404, "no such picture");
    }
  }

  /** What a refusal of storage means for the client. */
  static Problem problem(ObjectStorageException refusal) {
    return switch (refusal.reason()) {
      case TOO_LARGE -> Problem.of(413, "the picture is larger than " + MAX_BYTES + " bytes");
      case TYPE_REFUSED -> Problem.of(415, "only pictures are taken, and only true ones");
      case NOT_FOUND -> Problem.of(409, "nothing was uploaded yet");
      case TICKET_REFUSED -> Problem.of(403, "the ticket is not yours, or too old");
      case LENGTH_MISMATCH, INTEGRITY -> Problem.of(422, "the bytes are not those of the ticket");
      case PRECONDITION_FAILED, OBJECT_CHANGED -> Problem.of(409, "somebody was faster");
      default -> Problem.of(503, "storage is unreachable; try again");
    };
  }
}
