// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.GetOptions;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.PutOptions;
import dev.twelvefactor.storage.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Turns one upload into the object it was made for.
 *
 * <p>What is checked and what is copied is one version, by its entity tag. The object carries the
 * ticket's id, by which a confirmation that comes again, or at the same time, knows it.
 */
final class Confirmation {

  private static final Logger log = LoggerFactory.getLogger(Confirmation.class);
  private static final String TICKET = Draft.RESERVED_PREFIX + "ticket";
  private static final Set<Reason> OF_A_RACE = Set.of(
      Reason.OBJECT_CHANGED, Reason.NOT_FOUND, Reason.PRECONDITION_FAILED, Reason.UNKNOWN_OUTCOME);
  private static final int HASHED_AT_ONCE = 64 * 1024;

  private final S3Objects s3;
  private final Workers workers;
  private final TicketClaims claims;
  private final Instant now;

  Confirmation(S3Objects s3, Workers workers, TicketClaims claims, Instant now) {
    this.s3 = s3;
    this.workers = workers;
    this.claims = claims;
    this.now = now;
  }

  ObjectInfo run() {
    Optional<HeadObjectResponse> there = s3.head(claims.key());
    if (there.isPresent()) {
      return ours(there.get(), null);
    }
    if (!now.isBefore(claims.confirmBy())) {
      throw TicketSeal.refused("could be confirmed until " + claims.confirmBy() + "; upload again");
    }
    Optional<HeadObjectResponse> upload = s3.head(claims.staging());
    if (upload.isEmpty()) {
      // Another confirmation may have been faster, and have cleaned up.
      return ours(s3.head(claims.key()).orElseThrow(this::nothingUploaded), null);
    }
    try {
      check(upload.get());
      promote(upload.get());
    } catch (ObjectStorageException e) {
      return doneByAnother(e);
    }
    return ours(s3.head(claims.key()).orElseThrow(this::nothingUploaded), null);
  }

  /** Another confirmation may have been faster at any moment, and have deleted the upload. */
  private ObjectInfo doneByAnother(ObjectStorageException e) {
    if (!OF_A_RACE.contains(e.reason())) {
      throw e;
    }
    return ours(s3.head(claims.key()).orElseThrow(() -> e), e);
  }

  private ObjectNotFoundException nothingUploaded() {
    return new ObjectNotFoundException(
        "nothing was uploaded for " + claims.key() + "; send the upload of the ticket first", null);
  }

  private ObjectInfo ours(HeadObjectResponse found, @Nullable Exception cause) {
    if (!claims.id().equals(found.metadata().get(TICKET))) {
      throw new PreconditionFailedException(
          claims.key() + " is there already, and not by this ticket; nothing was changed", cause);
    }
    deleteUpload();
    return s3.info(claims.key(), found);
  }

  private void promote(HeadObjectResponse upload) {
    // Nothing but the bytes comes along: headers of the upload are the uploader's.
    Draft draft = Draft.of(
        claims.key(), claims.type(), PutOptions.none().ifAbsent(), Map.of(TICKET, claims.id()));
    new Copies(s3, workers).copy(claims.staging(), upload, draft);
  }

  private void check(HeadObjectResponse upload) {
    try {
      requireLength(upload);
      requireType(upload);
      requireChecksum(upload);
    } catch (ObjectStorageException e) {
      if (e.reason() == Reason.LENGTH_MISMATCH
          || e.reason() == Reason.TYPE_REFUSED
          || e.reason() == Reason.INTEGRITY) {
        deleteUpload();
      }
      throw e;
    }
  }

  private void requireLength(HeadObjectResponse upload) {
    if (upload.contentLength() != claims.length()) {
      throw refused(
          Reason.LENGTH_MISMATCH,
          "has " + upload.contentLength() + " bytes (expected: " + claims.length() + ")");
    }
  }

  private void requireType(HeadObjectResponse upload) {
    if (!claims.type().equals(upload.contentType())) {
      throw refused(Reason.TYPE_REFUSED, "was sent as another type than " + claims.type());
    }
    try (StoredObject object = open(upload, ContentSniffer.BYTES)) {
      if (!ContentSniffer.fits(claims.type(), object.bytes(ContentSniffer.BYTES))) {
        throw refused(Reason.TYPE_REFUSED, "does not begin as " + claims.type() + " does");
      }
    }
  }

  /** Of the version that was looked at; else it was replaced meanwhile. */
  private StoredObject open(HeadObjectResponse upload, long bytes) {
    try {
      return Reads.open(
          s3,
          claims.staging(),
          GetOptions.none().ifMatch(AnswerHead.quoted(upload.eTag())).range(0, bytes));
    } catch (PreconditionFailedException | ObjectNotFoundException e) {
      throw Copies.changed(claims.staging(), e);
    }
  }

  private void requireChecksum(HeadObjectResponse upload) {
    if (claims.sha256().isEmpty()) {
      return;
    }
    try (StoredObject object = open(upload, upload.contentLength())) {
      if (!claims.sha256().equals(sha256(object))) {
        throw refused(Reason.INTEGRITY, "has another SHA-256 than the ticket");
      }
    }
  }

  private static String sha256(StoredObject object) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = new byte[HASHED_AT_ONCE];
      for (int read = object.stream().read(bytes);
          read >= 0;
          read = object.stream().read(bytes)) {
        digest.update(bytes, 0, read);
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static ObjectStorageException refused(Reason reason, String what) {
    return new ObjectStorageException(
        reason, "the upload " + what + "; it is not taken", /* maybeApplied= */ false, null);
  }

  /** What stays is swept later. */
  private void deleteUpload() {
    try {
      s3.delete(claims.staging());
    } catch (ObjectStorageException e) {
      log.warn("an upload that is done with stays at {} until it is swept", claims.staging(), e);
    }
  }
}
