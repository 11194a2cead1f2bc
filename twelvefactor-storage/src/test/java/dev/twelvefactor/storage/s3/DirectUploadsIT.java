// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.dropReply;
import static dev.twelvefactor.storage.s3.ScriptedProxy.error;
import static dev.twelvefactor.storage.s3.ScriptedProxy.first;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.SettableClock;
import dev.twelvefactor.testkit.WithS3;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithS3
class DirectUploadsIT {

  private static final ObjectKey KEY = ObjectKey.of("uploads/ada/cat");
  private static final String OLD = "old-secret-that-nobody-can-guess-00";
  private static final String NEW = "new-secret-that-nobody-can-guess-00";
  private static final byte[] PNG = png("a picture");

  private final SettableClock clock = SettableClock.at(Instant.now());
  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage direct;
  private S3ObjectStorage files;
  private DirectUploads uploads;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    direct = bucket.storage().build();
    files = storage(List.of(OLD));
    uploads = files.directUploads();
  }

  private S3ObjectStorage storage(List<String> keys) {
    return bucket.storage(proxy.endpoint()).clock(clock).ticketKeys(keys).build();
  }

  @AfterEach
  void close() throws Exception {
    assertThat(bucket.uploads()).isEmpty();
    files.close();
    direct.close();
    proxy.close();
    bucket.close();
  }

  private static byte[] png(String text) {
    return ("\u0089PNG\r\n\u001a\n" + text).getBytes(ISO_8859_1);
  }

  private DirectUploads.Ticket ticket() {
    return uploads.ticket("ada", KEY, "image/png", PNG.length);
  }

  private DirectUploads.Ticket uploaded() throws Exception {
    DirectUploads.Ticket ticket = ticket();
    assertThat(Http.send(ticket.upload(), PNG).status()).isEqualTo(200);
    return ticket;
  }

  private ObjectKey staged() {
    return direct.list(DirectUploads.STAGING).findFirst().orElseThrow().key();
  }

  private static void assertReason(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(ObjectStorageException.class, e -> {
      assertThat(e.reason()).isEqualTo(reason);
      assertThat(e.maybeApplied()).isFalse();
    });
  }

  private void assertNothing() {
    assertThat(direct.list("")).isEmpty();
  }

  @Test
  void confirm_uploadAsTheTicketSays_becomesTheObject() throws Exception {
    DirectUploads.Ticket ticket = uploaded();
    assertThat(direct.head(KEY)).isEmpty();

    ObjectInfo stored = uploads.confirm(ticket.token(), "ada");

    assertThat(stored.key()).isEqualTo(KEY);
    assertThat(stored.size()).isEqualTo(PNG.length);
    assertThat(stored.type()).isEqualTo("image/png");
    assertThat(stored.metadata()).isEmpty();
    assertThat(direct.get(KEY).bytes(100)).isEqualTo(PNG);
    assertThat(direct.list("").map(found -> found.key())).containsExactly(KEY);
  }

  @Test
  void confirm_again_answersTheSameAlsoAfterTheEndOfTheTicket() throws Exception {
    DirectUploads.Ticket ticket = uploaded();
    ObjectInfo stored = uploads.confirm(ticket.token(), "ada");

    clock.advance(Duration.ofDays(30));
    try (S3ObjectStorage other = storage(List.of(NEW, OLD))) {
      assertThat(other.directUploads().confirm(ticket.token(), "ada")).isEqualTo(stored);
    }
  }

  @Test
  void confirm_eightAtOnce_allAnswerTheSame() throws Exception {
    DirectUploads.Ticket ticket = uploaded();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Set<ObjectInfo> answers = new HashSet<>();

    try {
      for (Future<ObjectInfo> answer : IntStream.range(0, 8)
          .mapToObj(i -> threads.submit(() -> uploads.confirm(ticket.token(), "ada")))
          .toList()) {
        answers.add(answer.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(answers).hasSize(1);
    assertThat(direct.list("").map(found -> found.key())).containsExactly(KEY);
  }

  @Test
  void confirm_anotherIsFasterAtAnyMoment_answersTheSame() throws Exception {
    try (S3ObjectStorage faster =
        bucket.storage().clock(clock).ticketKeys(List.of(OLD)).build()) {
      for (String moment : List.of(
          "^HEAD.*tf-staging",
          "^GET.*tf-staging",
          "^POST.*uploads",
          "^PUT(?s).*x-amz-copy-source:",
          "^POST.*uploadId")) {
        DirectUploads.Ticket ticket = uploaded();
        List<ObjectInfo> first = new ArrayList<>();
        proxy.clear();
        proxy.on(
            moment,
            1,
            first(() -> first.add(faster.directUploads().confirm(ticket.token(), "ada"))));

        ObjectInfo stored = uploads.confirm(ticket.token(), "ada");

        assertThat(first).as(moment).containsExactly(stored);
        assertThat(direct.list("").map(found -> found.key())).containsExactly(KEY);
        direct.delete(KEY);
      }
    }
  }

  @Test
  void confirm_nothingUploadedYet_leavesTheTicketGood() throws Exception {
    DirectUploads.Ticket ticket = ticket();

    assertThatThrownBy(() -> uploads.confirm(ticket.token(), "ada"))
        .isInstanceOf(ObjectNotFoundException.class)
        .hasMessageContaining("nothing was uploaded for uploads/ada/cat");

    Http.send(ticket.upload(), PNG);
    assertThat(uploads.confirm(ticket.token(), "ada").size()).isEqualTo(PNG.length);
  }

  @Test
  void confirm_anotherObjectUnderTheKey_keepsIt() throws Exception {
    DirectUploads.Ticket ticket = uploaded();
    direct.put(KEY, Content.of("before"));

    assertThatThrownBy(() -> uploads.confirm(ticket.token(), "ada"))
        .isInstanceOf(PreconditionFailedException.class);

    assertThat(direct.get(KEY).text(10)).isEqualTo("before");
  }

  @Test
  void confirm_somebodyElsesTicket_isRefused() throws Exception {
    DirectUploads.Ticket ticket = uploaded();

    assertReason(Reason.TICKET_REFUSED, () -> uploads.confirm(ticket.token(), "eve"));

    assertThat(direct.head(KEY)).isEmpty();
  }

  @Test
  void confirm_ticketChangedInAnyByte_isRefused() throws Exception {
    byte[] token = Base64.getUrlDecoder().decode(uploaded().token());

    for (int i = 0; i < token.length; i++) {
      byte[] forged = token.clone();
      forged[i] ^= 1;
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
      assertReason(Reason.TICKET_REFUSED, () -> uploads.confirm(text, "ada"));
    }
    for (String text : List.of("", "AA", "%", "A".repeat(10_000))) {
      assertReason(Reason.TICKET_REFUSED, () -> uploads.confirm(text, "ada"));
    }
    assertThat(direct.head(KEY)).isEmpty();
  }

  @Test
  void confirm_keysAreChanged_oldTicketsAreGoodUntilTheirKeyIsGone() throws Exception {
    DirectUploads.Ticket ticket = uploaded();

    try (S3ObjectStorage after = storage(List.of(NEW))) {
      assertReason(
          Reason.TICKET_REFUSED, () -> after.directUploads().confirm(ticket.token(), "ada"));
    }
    try (S3ObjectStorage both = storage(List.of(NEW, OLD))) {
      assertThat(both.directUploads().confirm(ticket.token(), "ada").key()).isEqualTo(KEY);
      String fresh =
          both.directUploads().ticket("ada", ObjectKey.of("b"), "image/png", 9).token();
      assertReason(Reason.TICKET_REFUSED, () -> uploads.confirm(fresh, "ada"));
    }
  }

  @Test
  void confirm_afterTheEndOfTheTicket_isRefused() throws Exception {
    DirectUploads.Ticket ticket = uploaded();
    clock.advance(Duration.ofMinutes(75));

    assertThat(ticket.confirmBy()).isEqualTo(clock.instant());
    assertReason(Reason.TICKET_REFUSED, () -> uploads.confirm(ticket.token(), "ada"));

    assertThat(direct.head(KEY)).isEmpty();
  }

  /** CVE-2020-8162 and CVE-2026-126085: the length of a direct upload was not bound. */
  @Test
  void upload_otherLength_isRefusedByTheServerOrAtTheConfirmation() throws Exception {
    DirectUploads.Ticket ticket = ticket();

    assertThat(Http.send(ticket.upload(), png("a picture that is longer")).status())
        .isEqualTo(403);
    assertNothing();

    Http.send(ticket.upload(), PNG);
    direct.put(staged(), Content.of(png("a picture that is longer")).type("image/png"));
    assertReason(Reason.LENGTH_MISMATCH, () -> uploads.confirm(ticket.token(), "ada"));
    assertNothing();
  }

  /** CVE-2026-126084: the type of a direct upload was not bound, so that it ran as a page. */
  @Test
  void upload_otherType_isRefusedByTheServerOrAtTheConfirmation() throws Exception {
    DirectUploads.Ticket ticket = ticket();
    Map<String, String> html = new HashMap<>(ticket.upload().headers());
    html.replaceAll((name, value) -> name.equalsIgnoreCase("Content-Type") ? "text/html" : value);

    assertThat(Http.send(ticket.upload(), html, PNG).status()).isEqualTo(403);
    assertNothing();

    Http.send(ticket.upload(), PNG);
    direct.put(staged(), Content.of(PNG).type("text/html"));
    assertReason(Reason.TYPE_REFUSED, () -> uploads.confirm(ticket.token(), "ada"));
    assertNothing();
  }

  /** CVE-2018-16477: a page that calls itself a picture, or wants to be shown, was shown as a page. */
  @Test
  void upload_pageThatIsCalledAPicture_isRefusedAndNeverShown() throws Exception {
    byte[] page = "<html><script>alert(1)</script>".getBytes(ISO_8859_1);
    DirectUploads.Ticket ticket = uploads.ticket("ada", KEY, "image/png", page.length);
    assertThat(Http.send(ticket.upload(), page).status()).isEqualTo(200);
    ObjectKey staged = staged();

    assertThatThrownBy(() -> files.presign().get(staged, Duration.ofHours(1)))
        .hasMessageContaining("nobody has checked");
    assertReason(Reason.TYPE_REFUSED, () -> uploads.confirm(ticket.token(), "ada"));
    assertNothing();
  }

  @Test
  void upload_headersOfTheUploader_doNotComeAlong() throws Exception {
    DirectUploads.Ticket ticket = ticket();
    Map<String, String> more = new HashMap<>(ticket.upload().headers());
    more.put("Content-Disposition", "inline");
    more.put("Cache-Control", "max-age=31536000");
    assertThat(Http.send(ticket.upload(), more, PNG).status()).isEqualTo(200);

    uploads.confirm(ticket.token(), "ada");

    var head = bucket.client().headObject(b -> b.bucket(bucket.name()).key(KEY.value()));
    assertThat(head.contentDisposition()).isNull();
    assertThat(head.cacheControl()).isNull();
  }

  @Test
  void upload_twice_keepsTheFirst() throws Exception {
    DirectUploads.Ticket ticket = uploaded();

    assertThat(Http.send(ticket.upload(), png("a pucture")).status()).isEqualTo(412);

    uploads.confirm(ticket.token(), "ada");
    assertThat(direct.get(KEY).bytes(100)).isEqualTo(PNG);
  }

  /** Whoever could replace the upload after it was checked would get anything in. */
  @Test
  void confirm_replacedAfterItWasChecked_isNoObject() throws Exception {
    for (String between : List.of("^GET.*tf-staging", "^PUT(?s).*x-amz-copy-source:")) {
      DirectUploads.Ticket ticket = uploaded();
      ObjectKey staged = staged();
      Content evil = Content.of(png("a pucture")).type("image/png");
      proxy.on(between, 1, first(() -> direct.put(staged, evil)));

      assertReason(Reason.OBJECT_CHANGED, () -> uploads.confirm(ticket.token(), "ada"));

      assertThat(direct.head(KEY)).isEmpty();
      direct.delete(staged);
    }
  }

  @Test
  void confirm_otherBytesThanTheChecksum_isRefused() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(PNG);
    String sha256 = Base64.getEncoder().encodeToString(digest);
    DirectUploads.Ticket ticket = uploads.ticket("ada", KEY, "image/png", PNG.length, sha256);
    Http.send(ticket.upload(), PNG);
    ObjectKey staged = staged();
    direct.put(staged, Content.of(png("a pucture")).type("image/png"));

    assertReason(Reason.INTEGRITY, () -> uploads.confirm(ticket.token(), "ada"));
    assertNothing();

    assertThat(Http.send(ticket.upload(), PNG).status()).isEqualTo(200);
    assertThat(uploads.confirm(ticket.token(), "ada").size()).isEqualTo(PNG.length);
  }

  @Test
  void confirm_answersAreLost_isASuccessNevertheless() throws Exception {
    DirectUploads.Ticket ticket = uploaded();
    proxy.on("^POST.*uploadId", 1, dropReply());
    proxy.on("^DELETE.*tf-staging", 3, dropReply());

    assertThat(uploads.confirm(ticket.token(), "ada").key()).isEqualTo(KEY);
  }

  @Test
  void sweepStaging_uploadThatWasNeverConfirmed_isDeletedWhenItIsOld() throws Exception {
    uploaded();
    direct.put(ObjectKey.of("other"), Content.of("x"));

    assertThat(uploads.sweepStaging(Duration.ofHours(2))).isZero();
    clock.advance(Duration.ofHours(3));

    assertThat(uploads.sweepStaging(Duration.ofHours(2))).isEqualTo(1);
    assertThat(direct.list("").map(found -> found.key().value())).containsExactly("other");
    assertThatThrownBy(() -> uploads.sweepStaging(Duration.ofMinutes(74)))
        .hasMessageContaining("PT1H15M");
  }

  @Test
  void sweepStaging_confirmedButNotCleanedUp_isDeleted() throws Exception {
    DirectUploads.Ticket ticket = uploaded();
    proxy.on("^DELETE.*tf-staging", 1, ScriptedProxy.answer(error(403, "AccessDenied")));
    uploads.confirm(ticket.token(), "ada");
    clock.advance(Duration.ofHours(3));

    assertThat(uploads.sweepStaging(Duration.ofHours(2))).isEqualTo(1);
    assertThat(direct.list("").map(found -> found.key())).containsExactly(KEY);
  }

  @Test
  void ticket_outsideOfTheLimits_isRefused() {
    assertReason(Reason.TOO_LARGE, () -> uploads.ticket("ada", KEY, "image/png", 10_000_001));
    assertReason(Reason.TOO_LARGE, () -> uploads.ticket("ada", KEY, "image/png", 0));
    assertReason(Reason.TYPE_REFUSED, () -> uploads.ticket("ada", KEY, "image/svg+xml", 9));
    assertThatThrownBy(() -> uploads.ticket("", KEY, "image/png", 9))
        .hasMessageContaining("subject of 0 characters");
    assertThatThrownBy(() -> uploads.ticket("ada", ObjectKey.of("tf-staging/x"), "image/png", 9))
        .hasMessageContaining("none below tf-staging/");
    assertThat(ticket().toString()).doesNotContain("X-Amz", ticket().token());
  }

  @Test
  void directUploads_withoutKeys_areRefused() {
    assertThatThrownBy(direct::directUploads).hasMessageContaining("S3_TICKET_KEYS");
    assertThatThrownBy(() -> bucket.storage().ticketKeys(List.of("too short")))
        .hasMessageContaining("at least 32 characters")
        .hasMessageNotContaining("too short");
  }
}
