// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.answer;
import static dev.twelvefactor.storage.s3.ScriptedProxy.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** Lists that lack something, what others wrote, and what is done with many objects at once. */
@WithS3
class ListingIT {

  private static final String LIST = "^GET.*list-type=2";

  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    files = bucket.storage(proxy.endpoint()).ticketKeys(List.of("k".repeat(32))).build();
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    proxy.close();
    bucket.close();
  }

  private static ScriptedProxy.Action page(String end) {
    String body = "<ListBucketResult><Contents><Key>tf-staging/x</Key><Size>1</Size>"
        + "<ETag>\"1\"</ETag></Contents>" + end + "</ListBucketResult>";
    return answer("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n"
        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ObjectStorageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void list_pageThatIsNotTheLastAndTellsNoNext_isNoEnd() {
    proxy.on(LIST, page("<IsTruncated>true</IsTruncated>"));

    assertReason(Reason.UNAVAILABLE, () -> files.list("").forEach(found -> {}));

    assertThat(proxy.count(LIST)).isEqualTo(3);
  }

  @Test
  void sweepStaging_uploadOfUnknownAge_stays() {
    proxy.on(LIST, page("<IsTruncated>false</IsTruncated>"));

    assertThat(files.directUploads().sweepStaging(Duration.ofDays(1))).isZero();

    assertThat(proxy.count("^POST")).isZero();
  }

  @Test
  void delete_interrupted_breaksOff() {
    Thread deleting = Thread.currentThread();
    proxy.on("^POST.*delete", exchange -> {
      deleting.interrupt();
      exchange.reply(error(503, "SlowDown"));
    });
    List<ObjectKey> keys =
        IntStream.range(0, 1001).mapToObj(i -> ObjectKey.of("key" + i)).toList();

    assertReason(Reason.INTERRUPTED, () -> files.delete(keys));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(proxy.count("^POST.*delete")).isEqualTo(1);
  }

  @Test
  void scoped_folderOfAConsole_canBeListedAndDeleted() {
    ObjectStorage ada = files.scoped("tenants/ada");
    bucket
        .client()
        .putObject(b -> b.bucket(bucket.name()).key("tenants/ada/a/"), RequestBody.empty());

    List<ObjectKey> found = ada.list("").map(summary -> summary.key()).toList();

    assertThat(found).containsExactly(ObjectKey.of("a/"));
    assertThat(ada.delete(found).failed()).isEmpty();
    assertThat(files.list("")).isEmpty();
  }
}
