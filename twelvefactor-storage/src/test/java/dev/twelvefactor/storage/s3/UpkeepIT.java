// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.answer;
import static dev.twelvefactor.storage.s3.ScriptedProxy.dropReply;
import static dev.twelvefactor.storage.s3.ScriptedProxy.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PutOptions;
import dev.twelvefactor.storage.s3.S3ObjectStorage.Verified;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.SettableClock;
import dev.twelvefactor.testkit.WithS3;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What keeps a storage in order, and what it takes from its caller. */
@WithS3
class UpkeepIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final int MIB = 1024 * 1024;

  private final SettableClock clock = SettableClock.at(Instant.now());
  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    files = bucket.storage(proxy.endpoint()).clock(clock).build();
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    proxy.close();
    bucket.close();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ObjectStorageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void verify_serverThatWorks_leavesNothing() {
    Verified verified = files.verify();

    assertThat(verified.clockDelta()).isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(5));
    assertThat(verified.conditionalWrites()).isTrue();
    assertThat(files.list("")).isEmpty();
  }

  @Test
  void verify_otherClock_isMeasured() {
    clock.set(clock.instant().minus(Duration.ofMinutes(10)));

    assertThat(files.verify().clockDelta())
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
  }

  @Test
  void verify_serverThatIgnoresConditions_isFoundOut() {
    proxy.on("^PUT", 1, ScriptedProxy.Exchange::pass);
    proxy.on("^PUT", answer("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 0\r\n\r\n"));

    assertThat(files.verify().conditionalWrites()).isFalse();
  }

  @Test
  void verify_serverThatKnowsNoConditions_isFoundOut() {
    proxy.on("^PUT(?is).*if-none-match", answer(error(501, "NotImplemented")));

    assertThat(files.verify().conditionalWrites()).isFalse();
    assertThat(files.list("")).isEmpty();
  }

  @Test
  void verify_nothingCanBeDeletedEither_saysTheFirstReason() {
    proxy.on("^PUT", answer(error(507, "InsufficientStorage")));
    proxy.on("^DELETE", answer(error(403, "AccessDenied")));

    assertThatThrownBy(files::verify)
        .hasMessageContaining("InsufficientStorage")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void verify_serverThatRefuses_saysWhy(S3Server server) {
    proxy.on("^PUT", answer(error(403, "AccessDenied")));
    assertReason(Reason.ACCESS_DENIED, files::verify);
    try (S3ObjectStorage lost = S3ObjectStorage.builder("no-such-bucket")
        .endpoint(server.endpoint())
        .credentials(bucket.credentials())
        .build()) {
      assertReason(Reason.BUCKET_NOT_FOUND, lost::verify);
    }
  }

  private MultipartUpload begin(String key) {
    String id = bucket
        .client()
        .createMultipartUpload(b -> b.bucket(bucket.name()).key(key))
        .uploadId();
    return MultipartUpload.builder().key(key).uploadId(id).build();
  }

  @Test
  void abortStaleUploads_olderBelowThePrefix_areEnded() {
    MultipartUpload mine = begin("mine/a");
    begin("mine/b");
    begin("yours/a");
    bucket
        .client()
        .uploadPart(
            b -> b.bucket(bucket.name()).key("mine/a").uploadId(mine.uploadId()).partNumber(1),
            RequestBody.fromString("part"));

    assertThat(files.abortStaleUploads("", Duration.ofHours(1))).isZero();
    clock.advance(Duration.ofHours(2));

    assertThat(files.abortStaleUploads("mine/", Duration.ofHours(1))).isEqualTo(2);
    assertThat(bucket.uploads()).extracting(MultipartUpload::key).containsExactly("yours/a");
    assertThat(files.abortStaleUploads("", Duration.ofHours(1))).isEqualTo(1);
    assertThat(bucket.uploads()).isEmpty();
  }

  @Test
  void abortStaleUploads_endedBySomebodyElseMeanwhile_isNotCounted() {
    begin("a");
    clock.advance(Duration.ofHours(2));
    proxy.on("^DELETE", 1, answer(error(404, "NoSuchUpload")));

    assertThat(files.abortStaleUploads("", Duration.ofHours(1))).isZero();
    assertThat(files.abortStaleUploads("", Duration.ofHours(1))).isEqualTo(1);
  }

  @Test
  void abortStaleUploads_youngerThanAnHour_isNotAsked() {
    assertThatThrownBy(() -> files.abortStaleUploads("", Duration.ofMinutes(59)))
        .hasMessageContaining("PT59M");
  }

  /** A client with retries of its own meets its own write again, and does not know it. */
  @Test
  void client_ofTheCaller_isUsedLeftOpenAndItsRetriesAreSeenThrough(S3Server server) {
    try (S3Client client = S3Client.builder()
        .endpointOverride(proxy.endpoint())
        .forcePathStyle(true)
        .region(Region.of(server.region()))
        .credentialsProvider(bucket.credentials())
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .build()) {
      try (S3ObjectStorage theirs = bucket.storage().client(client).build()) {
        proxy.on("^PUT", 1, dropReply());
        ObjectInfo stored = theirs.put(KEY, Content.of("mine"), put -> put.ifAbsent());
        assertThat(stored.size()).isEqualTo(4);
        assertThat(proxy.count("^PUT")).isEqualTo(2);
      }

      assertThat(
              client.headObject(b -> b.bucket(bucket.name()).key(KEY.value())).contentLength())
          .isEqualTo(4);
    }
  }

  @Test
  void copy_largerThanAPart_isCopiedInParts() {
    byte[] all = bytes(12 * MIB);
    files.put(KEY, Content.of(all).type("image/png"), put -> put.metadata("owner", "ada"));
    Workers workers = new Workers();
    S3Objects s3 = files.objects();

    ObjectInfo copy =
        new Copies(s3, workers, 5L * MIB).copy(KEY, ObjectKey.of("copy"), PutOptions.none());

    assertThat(proxy.count("^PUT.*partNumber")).isEqualTo(3 + 2);
    assertThat(files.get(ObjectKey.of("copy")).bytes(13 * MIB)).isEqualTo(all);
    assertThat(copy.type()).isEqualTo("image/png");
    assertThat(copy.metadata()).containsEntry("owner", "ada");
    assertThat(bucket.uploads()).isEmpty();
    workers.close();
  }
}
