// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.answer;
import static dev.twelvefactor.storage.s3.ScriptedProxy.changed;
import static dev.twelvefactor.storage.s3.ScriptedProxy.error;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** All kinds of checksums, each against a server, as for AWS and for others. */
@WithS3
class ChecksumsIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final ObjectKey COPY = ObjectKey.of("folder/copy");
  private static final int MIB = 1024 * 1024;

  private Bucket bucket;
  private ScriptedProxy proxy;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    bucket.close();
  }

  private S3ObjectStorage storage(String checksums) {
    return bucket.storage(proxy.endpoint()).checksums(checksums).build();
  }

  private static String header(String checksums) {
    return switch (checksums) {
      case "md5" -> "(?i)Content-MD5: ";
      case "crc32c" -> "(?i)x-amz-checksum-crc32c: ";
      // Over plain HTTP. Not that of no bytes, which requests without a body have.
      default -> "(?i)x-amz-content-sha256: (?!e3b0c442)[0-9a-f]{64}\r";
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"crc32c", "md5", "auto"})
  void everyWrite_smallInPartsAndCopied_carriesItsChecksum(String checksums) {
    byte[] large = new byte[17 * MIB];
    new Random(1).nextBytes(large);
    try (S3ObjectStorage files = storage(checksums)) {
      files.put(KEY, Content.of("small"));
      assertThat(files.get(KEY).text(10)).isEqualTo("small");
      assertThat(proxy.count(header(checksums))).isEqualTo(1);

      files.put(KEY, Content.of(large));
      assertThat(files.get(KEY).bytes(18 * MIB)).isEqualTo(large);
      assertThat(proxy.count("^PUT.*partNumber(?s).*" + header(checksums))).isEqualTo(3);

      files.copy(KEY, COPY, put -> put.ifAbsent());
      assertThat(files.get(COPY).bytes(18 * MIB)).isEqualTo(large);
      assertThat(files.delete(List.of(KEY, COPY)).failed()).isEmpty();
    }
  }

  @Test
  void put_inParts_asksForAChecksumOfAllBytes() {
    try (S3ObjectStorage files = storage("crc32c")) {
      files.put(KEY, Content.of(new byte[9 * MIB]));
    }
    try (S3ObjectStorage files = storage("md5")) {
      files.put(KEY, Content.of(new byte[9 * MIB]));
    }

    String kind = "(?is).*x-amz-checksum-type: FULL_OBJECT";
    assertThat(proxy.count("^POST.*\\?uploads" + kind)).isEqualTo(1);
    assertThat(proxy.count("^POST.*uploadId" + kind)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9 * MIB})
  void put_bytesThatChangeOnTheWayOverPlainHttp_areNoticedByTheServer(int size) {
    Content content = Content.of(new byte[size]);
    try (S3ObjectStorage files = storage("auto")) {
      proxy.on("^PUT", 1, changed());
      files.put(KEY, content);
      assertThat(files.get(KEY).bytes(size)).isEqualTo(new byte[size]);
      assertThat(proxy.count("(?i)Content-MD5: ")).isZero();

      proxy.on("^PUT", changed());
      assertThatThrownBy(() -> files.put(COPY, content))
          .isInstanceOfSatisfying(ObjectStorageException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.INTEGRITY);
            assertThat(e.maybeApplied()).isFalse();
          });
      assertThat(files.head(COPY)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Checksums.class,
      names = {"CRC32C", "MD5"})
  void checksum_ofOtherBytes_isRefusedByTheServer(Checksums checksums) {
    byte[] sent = "what was sent".getBytes(UTF_8);
    byte[] meant = "what was ment".getBytes(UTF_8);
    PutObjectRequest request = PutObjectRequest.builder()
        .bucket(bucket.name())
        .key(KEY.value())
        .checksumCRC32C(checksums.crc32c(meant, meant.length))
        .contentMD5(checksums.md5(meant, meant.length))
        .build();

    assertThatThrownBy(() -> bucket.client().putObject(request, RequestBody.fromBytes(sent)))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(Failure.of(e).reason).isEqualTo(Reason.INTEGRITY));
  }

  @Test
  void put_bytesThatChangedOnTheWay_areSentAgain() {
    try (S3ObjectStorage files = storage("md5")) {
      proxy.on("^PUT", 1, answer(error(400, "BadDigest")));
      files.put(KEY, Content.of("what was meant"));
      assertThat(proxy.count("^PUT")).isEqualTo(2);

      proxy.on("^PUT", answer(error(400, "BadDigest")));
      assertThatThrownBy(() -> files.put(COPY, Content.of("what was meant")))
          .isInstanceOfSatisfying(ObjectStorageException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.INTEGRITY);
            assertThat(e.maybeApplied()).isFalse();
          });
    }
  }

  @Test
  void get_bytesThatChangedOnTheWay_failInsteadOfEnding() {
    CRC32C crc = new CRC32C();
    crc.update("what was meant".getBytes(UTF_8));
    String head = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 14\r\nConnection: close\r\n"
        + "x-amz-checksum-crc32c: " + Checksums.encoded(crc) + "\r\n\r\n";
    try (S3ObjectStorage files = storage("crc32c")) {
      proxy.on("^GET", 1, answer(head + "what was meant"));
      assertThat(files.get(KEY).text(20)).isEqualTo("what was meant");
      assertThat(proxy.count("(?i)x-amz-checksum-mode: ENABLED")).isEqualTo(1);

      proxy.on("^GET", 1, answer(head + "what was ment!"));
      assertThatThrownBy(() -> files.get(KEY).text(20))
          .isInstanceOfSatisfying(
              ObjectStorageException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.INTEGRITY));
    }
  }
}
