// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.GetOptions;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectWriter;
import dev.twelvefactor.storage.PutOptions;
import dev.twelvefactor.storage.StorageObserver.Operation;
import dev.twelvefactor.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An object storage in a bucket of S3, or of a server that speaks its protocol.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="s3"}
 *
 * <p>Nothing is connected or loaded before the first call. A call is tried at most 3 times, each time
 * for at most 30 s; those are {@link S3ObjectStorageBuilder} options. An upload takes up to 8 MiB of
 * memory for the part that it fills; its other parts take at most 64 MiB more, for all uploads of this
 * storage together. Parts are larger where 10,000 of 8 MiB are too few: of a known length beyond 78 GiB
 * a 10,000th of it; of an unknown one twice as large after each 1000 parts, which is 16 MiB beyond
 * 7.8 GiB and at most 512 MiB.
 *
 * <p><b>Credentials</b> come from the builder, or from where the AWS SDK looks for them. <b>Checksums
 * </b> of what is sent are CRC32C on AWS and MD5 elsewhere.
 *
 * @since 0.1.0
 */
public final class S3ObjectStorage implements ObjectStorage {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final S3Objects s3;
  private final Signer signer;
  private final Workers workers = new Workers();
  private final AtomicBoolean closing = new AtomicBoolean();

  S3ObjectStorage(S3Settings settings) {
    this.s3 = new S3Objects(settings);
    this.signer = new Signer(settings);
  }

  /**
   * Begins a storage.
   *
   * @param bucket the name of a bucket that exists; 3 to 63 of {@code a-z 0-9 . -}
   * @return a builder with the defaults of AWS
   * @throws IllegalArgumentException if it is no name of a bucket
   */
  public static S3ObjectStorageBuilder builder(String bucket) {
    return new S3ObjectStorageBuilder(bucket);
  }

  /**
   * Makes a storage as the environment says; nothing is connected before the first call.
   *
   * <table>
   * <caption>Variables</caption>
   * <tr><td>{@code S3_BUCKET}</td><td>required</td></tr>
   * <tr><td>{@code S3_ENDPOINT}</td><td>{@link S3ObjectStorageBuilder#endpoint}</td></tr>
   * <tr><td>{@code S3_PUBLIC_ENDPOINT}</td><td>{@link
   * S3ObjectStorageBuilder#publicEndpoint}</td></tr>
   * <tr><td>{@code S3_REGION}, {@code AWS_REGION}</td><td>{@link
   * S3ObjectStorageBuilder#region}</td></tr>
   * <tr><td>{@code S3_PATH_STYLE}</td><td>{@link S3ObjectStorageBuilder#pathStyle}</td></tr>
   * <tr><td>{@code S3_CHECKSUMS}</td><td>{@link S3ObjectStorageBuilder#checksums}</td></tr>
   * <tr><td>{@code S3_TICKET_KEYS}</td><td>{@link S3ObjectStorageBuilder#ticketKeys}, with commas
   * between them</td></tr>
   * <tr><td>{@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code
   * AWS_SESSION_TOKEN}</td><td>{@link S3ObjectStorageBuilder#credentials}; where they are missing, the
   * AWS SDK looks elsewhere</td></tr>
   * </table>
   *
   * @param environment such as {@link System#getenv()}
   * @return a storage, not connected yet
   * @throws IllegalArgumentException if a variable is missing or malformed; the message names it
   */
  public static S3ObjectStorage fromEnvironment(Map<String, String> environment) {
    return new Environment(environment).storage().build();
  }

  @Override
  public ObjectInfo put(ObjectKey key, Content content, UnaryOperator<PutOptions> options) {
    PutOptions put = options.apply(PutOptions.none());
    key.requireWritable();
    return run(Operation.PUT, () -> {
      content.length().ifPresent(put::requireWithinLimit);
      Draft draft = Draft.of(key, content.type(), put);
      Upload upload = new Upload(s3, workers, draft, content.length());
      try {
        upload.readFrom(content);
        return upload.commit();
      } finally {
        upload.abort();
      }
    });
  }

  private <T> T run(Operation operation, Supplier<T> call) {
    return s3.whileOpen(() -> s3.observer().run(operation, call));
  }

  @Override
  public ObjectWriter writer(ObjectKey key, String type, UnaryOperator<PutOptions> options) {
    s3.requireOpen();
    key.requireWritable();
    PutOptions put = options.apply(PutOptions.none());
    String checked = Content.of("").type(type).type();
    Draft draft = Draft.of(key, checked, put);
    return new S3ObjectWriter(new Upload(s3, workers, draft, OptionalLong.empty()), s3);
  }

  @Override
  public StoredObject get(ObjectKey key, UnaryOperator<GetOptions> options) {
    GetOptions get = options.apply(GetOptions.none());
    return run(Operation.GET, () -> Reads.open(s3, key, get));
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    return run(Operation.HEAD, () -> s3.head(key)).map(found -> s3.info(key, found));
  }

  @Override
  public Stream<ObjectInfo.Summary> list(String prefix, Optional<ObjectKey> after) {
    s3.requireOpen();
    return Listing.stream(s3, prefix, after);
  }

  @Override
  public void delete(ObjectKey key) {
    run(Operation.DELETE, () -> s3.delete(key));
  }

  @Override
  public DeleteReport delete(Iterable<ObjectKey> keys) {
    return run(Operation.DELETE, () -> new Deletes(s3).all(keys));
  }

  @Override
  public ObjectInfo copy(ObjectKey from, ObjectKey to, UnaryOperator<PutOptions> options) {
    to.requireWritable();
    PutOptions put = options.apply(PutOptions.none());
    return run(Operation.COPY, () -> new Copies(s3, workers).copy(from, to, put));
  }

  /**
   * Makes requests that others may send without credentials; that takes no round trip.
   *
   * @return the maker of such requests, which is safe for use by many threads
   */
  public Presigner presign() {
    s3.requireOpen();
    return new Presigner(signer);
  }

  /**
   * Lets browsers upload straight to the storage: pictures and PDF of up to 10,000,000 bytes.
   *
   * @return the maker and the judge of tickets, which is safe for use by many threads
   * @throws IllegalStateException if there are no {@link S3ObjectStorageBuilder#ticketKeys}
   */
  public DirectUploads directUploads() {
    return directUploads(UnaryOperator.identity());
  }

  /**
   * Lets browsers upload straight to the storage, within limits of yours.
   *
   * @param limits such as {@code limits -> limits.maxBytes(1_000_000).types("image/png")}
   * @return the maker and the judge of tickets, which is safe for use by many threads
   * @throws IllegalStateException if there are no {@link S3ObjectStorageBuilder#ticketKeys}
   * @throws IllegalArgumentException if a limit is out of bounds
   */
  public DirectUploads directUploads(UnaryOperator<DirectUploads.Limits> limits) {
    s3.requireOpen();
    S3Settings settings = s3.settings;
    if (settings.ticketKeys.isEmpty()) {
      throw new IllegalStateException("there are no keys for tickets (expected: S3_TICKET_KEYS or"
          + " ticketKeys, secrets of at least 32 characters)");
    }
    return new DirectUploads(
        s3,
        workers,
        signer,
        new TicketSeal(settings.bucket, settings.ticketKeys),
        limits.apply(DirectUploads.Limits.STANDARD));
  }

  /**
   * Tries what the application will do: sees the bucket, writes a small object below {@value
   * DirectUploads#STAGING}, reads it and deletes it. For the start of an application or a check by
   * hand; it takes five requests.
   *
   * @return what was found
   * @throws ObjectStorageException with the reason why something cannot be done
   */
  public Verified verify() {
    return s3.whileOpen(() -> new Upkeep(s3, workers).verify());
  }

  /**
   * Ends uploads in parts that were begun and neither completed nor aborted, as by a process that was
   * killed. Their parts are invisible, and paid for. Safe to run on many instances.
   *
   * @param prefix of the keys, such as {@code "uploads/"}; empty for all
   * @param olderThan at least 1 h, and longer than the longest upload takes
   * @return how many were ended
   * @throws ObjectStorageException if they cannot be listed, or one cannot be ended
   * @throws IllegalArgumentException if {@code olderThan} is too short
   */
  public int abortStaleUploads(String prefix, Duration olderThan) {
    if (olderThan.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException(
          "olderThan: " + olderThan + " (expected: >= PT1H, since such an upload may be alive)");
    }
    Instant before = s3.settings.clock.instant().minus(olderThan);
    return s3.whileOpen(() -> new Upkeep(s3, workers).abortUploads(prefix, before));
  }

  /**
   * What {@link S3ObjectStorage#verify} found.
   *
   * @param clockDelta how far the server's clock is ahead of this machine's, in whole seconds; at 15
   *     minutes it refuses everything
   * @param conditionalWrites whether it heeds {@link PutOptions#ifAbsent}; a server that does not
   *     must not be used for that
   * @param took how long it took
   * @since 0.1.0
   */
  public record Verified(Duration clockDelta, boolean conditionalWrites, Duration took) {}

  @Override
  public void close() {
    close(PATIENCE);
  }

  void close(Duration patience) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    s3.refuse();
    s3.awaitEnd(patience);
    workers.close();
    signer.close();
    s3.close();
  }

  S3Objects objects() {
    return s3;
  }

  /** {@return the bucket and the server; no credentials} */
  @Override
  public String toString() {
    Object server = s3.settings.endpoint == null ? "AWS" : s3.settings.endpoint;
    return "S3ObjectStorage[" + s3.bucket() + " at " + server + "]";
  }
}
