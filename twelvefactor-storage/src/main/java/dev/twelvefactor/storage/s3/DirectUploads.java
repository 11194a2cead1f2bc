// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.StorageObserver.Operation;
import dev.twelvefactor.storage.s3.Presigner.PresignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Uploads that go from a browser straight to the storage, and count only when they were checked.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="direct-upload"}
 *
 * <p>A ticket lets its holder upload one content, of one type and length, to a place where nobody
 * reads. {@link #confirm} looks at what arrived, and only what is as the ticket says becomes the
 * object. The ticket is all the state there is: any instance with the same keys confirms it. What is
 * never confirmed stays below {@value #STAGING} until {@link #sweepStaging} or a bucket rule deletes
 * it. Immutable, and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class DirectUploads {

  /** Where uploads lie until they are confirmed. */
  public static final String STAGING = "tf-staging/";

  private static final int MAX_SUBJECT_CHARS = 256;
  private static final Pattern SHA256 = Pattern.compile("[A-Za-z0-9+/]{43}=");

  private final S3Objects s3;
  private final Workers workers;
  private final Signer signer;
  private final TicketSeal seal;
  private final Limits limits;

  DirectUploads(S3Objects s3, Workers workers, Signer signer, TicketSeal seal, Limits limits) {
    this.s3 = s3;
    this.workers = workers;
    this.signer = signer;
    this.seal = seal;
    this.limits = limits;
  }

  /**
   * Lets somebody upload a content.
   *
   * @param subject who; the ticket is of no use to others. 1 to 256 characters
   * @param key where it will be when it is confirmed; see {@link ObjectKey#requireWritable()}
   * @param type what the browser says it is, such as {@code image/png}
   * @param length how many bytes it says there are
   * @return the ticket
   * @throws ObjectStorageException with {@link Reason#TOO_LARGE} or {@link Reason#TYPE_REFUSED} if the
   *     {@linkplain Limits limits} do not allow it
   * @throws IllegalArgumentException if another argument is out of bounds
   */
  public Ticket ticket(String subject, ObjectKey key, String type, long length) {
    return issue(subject, key, type, length, "");
  }

  /**
   * Lets somebody upload a content whose checksum the browser knows.
   *
   * @param subject who; the ticket is of no use to others. 1 to 256 characters
   * @param key where it will be when it is confirmed; see {@link ObjectKey#requireWritable()}
   * @param type what the browser says it is, such as {@code image/png}
   * @param length how many bytes it says there are
   * @param sha256 their SHA-256 in Base64, 44 characters
   * @return the ticket
   * @throws ObjectStorageException as of {@link #ticket(String, ObjectKey, String, long)}
   * @throws IllegalArgumentException if another argument is out of bounds
   */
  public Ticket ticket(String subject, ObjectKey key, String type, long length, String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("sha256 (expected: 32 bytes in Base64, 44 characters)");
    }
    return issue(subject, key, type, length, sha256);
  }

  private Ticket issue(String subject, ObjectKey key, String type, long length, String sha256) {
    s3.requireOpen();
    requireSubject(subject);
    if (key.requireWritable().value().startsWith(STAGING)) {
      throw new IllegalArgumentException("key " + key + " (expected: none below " + STAGING + ")");
    }
    limits.require(type, length);
    String id = ObjectKey.random().value();
    Instant now = signer.now();
    Instant confirmBy = now.plus(limits.uploadWithin()).plus(limits.confirmWithin());
    TicketClaims claims = new TicketClaims(id, subject, key, type, length, sha256, confirmBy);
    PresignedRequest upload = new Presigner(signer)
        .upload(
            claims.staging(),
            limits.uploadWithin(),
            type,
            length,
            sha256.isEmpty() ? null : sha256);
    return new Ticket(seal.seal(claims), upload, confirmBy);
  }

  private static void requireSubject(String subject) {
    if (subject.isEmpty() || subject.length() > MAX_SUBJECT_CHARS) {
      throw new IllegalArgumentException("subject of " + subject.length()
          + " characters (expected: 1 to " + MAX_SUBJECT_CHARS + ")");
    }
  }

  /**
   * Checks what was uploaded, and makes it the object that the ticket is for. Only the version that
   * was checked can become it: what is uploaded meanwhile does not. Confirming again, on any instance,
   * answers the same as long as the object is there. Whoever deletes it before {@link
   * Ticket#confirmBy()} should note that, and refuse the ticket until then: else its holder can upload
   * and confirm once more.
   *
   * @param ticket the {@link Ticket#token()}, as the browser gave it back
   * @param subject who gave it back, as the application knows them
   * @return the object
   * @throws ObjectNotFoundException if nothing was uploaded yet; the ticket stays good
   * @throws PreconditionFailedException if there is another object under the key
   * @throws ObjectStorageException with {@link Reason#TICKET_REFUSED} if the ticket is forged,
   *     somebody else's or too old; with {@link Reason#LENGTH_MISMATCH}, {@link Reason#TYPE_REFUSED}
   *     or {@link Reason#INTEGRITY} if the upload is not as the ticket says, whereupon it is deleted;
   *     with {@link Reason#OBJECT_CHANGED} if it was replaced meanwhile
   */
  public ObjectInfo confirm(String ticket, String subject) {
    return s3.whileOpen(() -> s3.observer().run(Operation.CONFIRM, () -> {
      TicketClaims claims = seal.open(ticket);
      if (!claims.subject().equals(subject)) {
        throw TicketSeal.refused("is somebody else's");
      }
      return new Confirmation(s3, workers, claims, signer.now()).run();
    }));
  }

  /**
   * Deletes what was uploaded and never confirmed. Run it now and then on any instance, or give the
   * bucket a rule that deletes what stands below {@value #STAGING} after a day. How long tickets live
   * is known from these limits, so they must be the ones that the tickets were made with.
   *
   * @param olderThan at least 1 h, and at least as long as tickets live
   * @return how many uploads were deleted
   * @throws ObjectStorageException if some cannot be deleted
   * @throws IllegalArgumentException if {@code olderThan} is too short
   */
  public int sweepStaging(Duration olderThan) {
    Duration life = limits.uploadWithin().plus(limits.confirmWithin());
    Duration least = life.compareTo(Duration.ofHours(1)) < 0 ? Duration.ofHours(1) : life;
    if (olderThan.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "olderThan: " + olderThan + " (expected: >= " + least + ", since tickets live so long)");
    }
    return s3.whileOpen(() -> new Upkeep(s3, workers).sweepStaging(signer.now().minus(olderThan)));
  }

  /**
   * What a browser needs to upload, and to say that it has.
   *
   * @param token to be sent back to {@link DirectUploads#confirm}; URL-safe, at most 8192 characters.
   *     It holds the subject, the key and the limits in a readable form, and no secret
   * @param upload the request to be sent with the bytes
   * @param confirmBy from when on it is of no use
   * @since 0.1.0
   */
  public record Ticket(String token, PresignedRequest upload, Instant confirmBy) {

    /** {@return the request without its signature, and until when it can be confirmed} */
    @Override
    public String toString() {
      return "Ticket[" + upload + ", to be confirmed until " + confirmBy + "]";
    }
  }

  /**
   * What may be uploaded, and for how long. Immutable; each method that sets something answers a copy.
   *
   * @param maxBytes how large it may be; by default 10,000,000
   * @param types what it may be; by default PNG, JPEG, GIF, WebP, AVIF and PDF
   * @param uploadWithin how long the upload may begin; by default 15 min
   * @param confirmWithin how long after that it can be confirmed; by default 1 h
   * @since 0.1.0
   */
  public record Limits(
      long maxBytes, Set<String> types, Duration uploadWithin, Duration confirmWithin) {

    static final Limits STANDARD =
        new Limits(10_000_000, Presigner.INLINE, Duration.ofMinutes(15), Duration.ofHours(1));

    private static final long MOST = 5L * 1024 * 1024 * 1024;

    /**
     * Checks the limits.
     *
     * @param maxBytes 1 to 5 GiB
     * @param types at least one; lower case, without parameters
     * @param uploadWithin 1 s to 7 days
     * @param confirmWithin 1 s to 7 days
     * @throws IllegalArgumentException if one is out of bounds
     */
    public Limits {
      if (maxBytes < 1 || maxBytes > MOST) {
        throw new IllegalArgumentException(
            "maxBytes: " + maxBytes + " (expected: 1 to " + MOST + ")");
      }
      types = Set.copyOf(types);
      if (types.isEmpty()
          || !types.stream().allMatch(t -> t.matches("[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+"))) {
        throw new IllegalArgumentException(
            "types: " + new TreeSet<>(types) + " (expected: such as image/png)");
      }
      uploadWithin = within("uploadWithin", uploadWithin);
      confirmWithin = within("confirmWithin", confirmWithin);
    }

    private static Duration within(String what, Duration value) {
      requireNonNull(value, what);
      if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofDays(7)) > 0) {
        throw new IllegalArgumentException(what + ": " + value + " (expected: 1 s to 7 days)");
      }
      return value;
    }

    /**
     * Sets how large an upload may be.
     *
     * @param bytes 1 to 5 GiB
     * @return a copy with this limit
     */
    public Limits maxBytes(long bytes) {
      return new Limits(bytes, types, uploadWithin, confirmWithin);
    }

    /**
     * Sets what an upload may be.
     *
     * @param types such as {@code "image/png", "image/jpeg"}
     * @return a copy with these types alone
     */
    public Limits types(String... types) {
      return new Limits(maxBytes, Set.copyOf(Arrays.asList(types)), uploadWithin, confirmWithin);
    }

    /**
     * Sets how long an upload may begin.
     *
     * @param time 1 s to 7 days
     * @return a copy with this limit
     */
    public Limits uploadWithin(Duration time) {
      return new Limits(maxBytes, types, time, confirmWithin);
    }

    /**
     * Sets how long after that it can be confirmed.
     *
     * @param time 1 s to 7 days
     * @return a copy with this limit
     */
    public Limits confirmWithin(Duration time) {
      return new Limits(maxBytes, types, uploadWithin, time);
    }

    void require(String type, long length) {
      if (!types.contains(type)) {
        throw new ObjectStorageException(
            Reason.TYPE_REFUSED,
            "an upload of the type \"" + type + "\" is not allowed (expected: one of "
                + String.join(", ", new TreeSet<>(types)) + ")",
            /* maybeApplied= */ false,
            null);
      }
      if (length < 1 || length > maxBytes) {
        throw new ObjectStorageException(
            Reason.TOO_LARGE,
            "an upload of " + length + " bytes is not allowed (expected: 1 to " + maxBytes + ")",
            /* maybeApplied= */ false,
            null);
      }
    }
  }
}
