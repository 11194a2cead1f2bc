// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.answer;
import static dev.twelvefactor.storage.s3.ScriptedProxy.dropReply;
import static dev.twelvefactor.storage.s3.ScriptedProxy.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.storage.UnknownOutcomeException;
import dev.twelvefactor.storage.s3.Presigner.PresignedRequest;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.signer.AwsSignerExecutionAttribute;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Single answers that are lost, wrong or late, each with what the caller is told then. */
@WithS3
class FailureTableIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final String COMPLETE = "^POST.*uploadId";
  private static final int MIB = 1024 * 1024;

  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage direct;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    direct = bucket.storage().build();
    files = bucket.storage(proxy.endpoint()).build();
  }

  @AfterEach
  void close() throws Exception {
    assertThat(bucket.uploads()).isEmpty();
    files.close();
    direct.close();
    proxy.close();
    bucket.close();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static void assertReason(Reason reason, boolean maybeApplied, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(ObjectStorageException.class, e -> {
      assertThat(e.reason()).isEqualTo(reason);
      assertThat(e.maybeApplied()).isEqualTo(maybeApplied);
    });
  }

  @Test
  void complete_answerIsLostAndThereIsNoSuchUploadThen_isASuccess() {
    proxy.on(COMPLETE, 1, dropReply());
    proxy.on(COMPLETE, answer(error(404, "NoSuchUpload")));

    assertThat(files.put(KEY, Content.of(bytes(9 * MIB))).size()).isEqualTo(9 * MIB);

    assertThat(direct.get(KEY).bytes(10 * MIB)).isEqualTo(bytes(9 * MIB));
    assertThat(proxy.count(COMPLETE)).isEqualTo(2);
  }

  @Test
  void complete_errorInAnAnswerThatIs200_isTriedAgainAndThenUnknown() {
    proxy.on(COMPLETE, 1, answer(error(200, "InternalError")));
    assertThat(files.put(KEY, Content.of(bytes(9 * MIB))).size()).isEqualTo(9 * MIB);
    assertThat(proxy.count(COMPLETE)).isEqualTo(2);

    ObjectKey other = ObjectKey.of("other");
    proxy.on(COMPLETE, answer(error(200, "InternalError")));
    assertThatThrownBy(() -> files.put(other, Content.of(bytes(9 * MIB))))
        .isInstanceOf(UnknownOutcomeException.class);
    assertThat(direct.head(other)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "parts"})
  void putIfAbsent_conflictOfTwoWriters_isTriedAgain(String size) {
    Content content = Content.of(bytes(size.equals("small") ? 10 : 9 * MIB));
    String write = size.equals("small") ? "^PUT" : COMPLETE;
    proxy.on(write, 1, answer(error(409, "ConditionalRequestConflict")));
    files.put(KEY, content, put -> put.ifAbsent());
    assertThat(proxy.count(write)).isEqualTo(2);

    proxy.on(write, answer(error(409, "ConditionalRequestConflict")));
    assertReason(
        Reason.THROTTLED,
        false,
        () -> files.put(ObjectKey.of("other"), content, put -> put.ifAbsent()));
  }

  @Test
  void putIfAbsent_refusedAfterAnswersThatChangedNothing_isRefused() {
    direct.put(KEY, Content.of("theirs"));
    proxy.on("^PUT", 1, answer(error(503, "SlowDown")));

    assertThatThrownBy(() -> files.put(KEY, Content.of("mine"), put -> put.ifAbsent()))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(proxy.count("^HEAD")).isZero();
  }

  @Test
  void putIfAbsent_refusedAfterAnAnswerWasLost_isUnknownIfSomebodyElsesIsThere() {
    direct.put(KEY, Content.of("theirs"));
    proxy.on("^PUT", 1, answer(error(500, "InternalError")));

    assertThatThrownBy(() -> files.put(KEY, Content.of("mine"), put -> put.ifAbsent()))
        .isInstanceOf(UnknownOutcomeException.class);
    assertThat(direct.get(KEY).text(10)).isEqualTo("theirs");
  }

  @ParameterizedTest
  @CsvSource({
    "301, PermanentRedirect, REFUSED",
    "307, TemporaryRedirect, REFUSED",
    "400, AuthorizationHeaderMalformed, REFUSED",
    "400, ExpiredToken, AUTHENTICATION_FAILED",
    "400, KeyTooLongError, REFUSED",
    "400, MetadataTooLarge, REFUSED"
  })
  void call_refusedForGood_isTriedOnceAndNothingWasChanged(int status, String code, Reason reason) {
    proxy.on("", answer(error(status, code)));

    assertReason(reason, false, () -> files.put(KEY, Content.of("x"), put -> put.ifAbsent()));
    assertReason(reason, false, () -> files.get(KEY));
    assertReason(reason, false, () -> files.delete(KEY));

    assertThat(proxy.count("")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"301, PermanentRedirect", "307, ''", "400, AuthorizationHeaderMalformed"})
  void call_bucketInAnotherRegion_saysWhich(int status, String code) {
    proxy.on("", 1, answer(error(status, code)));
    assertThatThrownBy(() -> files.get(KEY)).hasMessageContaining("set S3_REGION");

    proxy.on(
        "",
        answer(error(status, code)
            .replace("\r\nConnection", "\r\nx-amz-bucket-region: eu-west-9\r\nConnection")));
    assertThatThrownBy(() -> files.get(KEY))
        .hasMessageContaining("in another region, eu-west-9; set S3_REGION");
    if (status < 400) {
      // An answer without a body has no code that would tell a refusal from another.
      assertThatThrownBy(() -> files.head(KEY)).hasMessageContaining("eu-west-9");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void complete_uploadThatWasEndedBySomebody_isNoMissingObject(boolean conditional) {
    proxy.on(COMPLETE, answer(error(404, "NoSuchUpload")));
    String etag = direct.put(KEY, Content.of("before")).etag();
    ThrowingCallable put = () -> files.put(
        KEY, Content.of(bytes(9 * MIB)), options -> conditional ? options.ifMatch(etag) : options);

    assertReason(Reason.REFUSED, false, put);
    assertThatThrownBy(put).hasMessageContaining("ended by somebody");
    assertThat(direct.get(KEY).text(10)).isEqualTo("before");
  }

  @Test
  void call_providerOfCredentialsThatFails_sendsNothing() {
    IllegalStateException down = new IllegalStateException("their server is down");
    try (S3ObjectStorage nobody = bucket
        .storage(proxy.endpoint())
        .credentials(() -> {
          throw down;
        })
        .build()) {
      assertReason(Reason.AUTHENTICATION_FAILED, false, () -> nobody.put(KEY, Content.of("x")));
      assertReason(
          Reason.AUTHENTICATION_FAILED,
          false,
          () -> nobody.presign().get(KEY, Duration.ofMinutes(1)));
      assertThatThrownBy(() -> nobody.get(KEY)).hasRootCause(down);
    }
    assertThat(proxy.count("")).isZero();
  }

  @Test
  void get_allConnectionsInUse_saysSo() {
    direct.put(KEY, Content.of(bytes(9 * MIB)));
    try (SdkHttpClient single = Apache5HttpClient.builder()
            .maxConnections(1)
            .connectionAcquisitionTimeout(Duration.ofMillis(50))
            .build();
        S3ObjectStorage narrow = bucket.storage().httpClient(single).build();
        StoredObject open = narrow.get(KEY)) {
      assertReason(Reason.UNAVAILABLE, false, () -> narrow.put(KEY, Content.of("x")));
      assertThatThrownBy(() -> narrow.get(KEY)).hasMessageContaining("all connections are in use");
      assertThat(open.info().size()).isEqualTo(9 * MIB);
    }
  }

  @Test
  void get_bodyCutAtOneAndTwoThirds_isReadInThreeRequestsOfOneVersion() {
    byte[] all = bytes(3 * MIB);
    String etag = direct.put(KEY, Content.of(all)).etag();
    proxy.on("^GET", 2, exchange -> exchange.passCut(MIB));

    try (StoredObject object = files.get(KEY)) {
      assertThat(object.bytes(4 * MIB)).isEqualTo(all);
    }

    assertThat(proxy.count("^GET")).isEqualTo(3);
    assertThat(proxy.count("^GET(?s).*If-Match: " + etag)).isEqualTo(2);
  }

  @Test
  void get_bodyCutAgainAndAgain_isGivenUp() {
    direct.put(KEY, Content.of(bytes(3 * MIB)));
    proxy.on("^GET", exchange -> exchange.passCut(MIB / 8));

    try (StoredObject object = files.get(KEY)) {
      assertReason(Reason.UNAVAILABLE, false, () -> object.bytes(4 * MIB));
    }

    assertThat(proxy.count("^GET")).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {-20, 20})
  void call_clockThatIsWrong_isNamed(int minutes, S3Server server) {
    Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes));
    ExecutionInterceptor signing = new ExecutionInterceptor() {
      @Override
      @SuppressWarnings("deprecation") // The only way to a clock that is wrong for all requests.
      public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(AwsSignerExecutionAttribute.SIGNING_CLOCK, wrong);
      }
    };
    try (S3Client client = S3Client.builder()
            .endpointOverride(server.endpoint())
            .forcePathStyle(true)
            .region(Region.of(server.region()))
            .credentialsProvider(bucket.credentials())
            .overrideConfiguration(override -> override
                .addExecutionInterceptor(signing)
                .retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
        S3ObjectStorage late = bucket.storage().client(client).build()) {
      assertReason(Reason.CLOCK_SKEW, false, () -> late.put(KEY, Content.of("x")));
      assertReason(Reason.CLOCK_SKEW, false, () -> late.get(KEY));
    }
    assertThat(direct.head(KEY)).isEmpty();
  }

  @Test
  void call_withoutCredentials_isDenied() {
    try (S3ObjectStorage nobody =
        bucket.storage().credentials(AnonymousCredentialsProvider.create()).build()) {
      assertReason(Reason.ACCESS_DENIED, false, () -> nobody.put(KEY, Content.of("x")));
    }
  }

  @Test
  void presignedRequest_expired_isRefused() throws Exception {
    direct.put(KEY, Content.of("x"));
    PresignedRequest brief = direct.presign().get(KEY, Duration.ofSeconds(1));

    Awaitility.await()
        .untilAsserted(() -> assertThat(Http.send(brief, new byte[0]).status()).isEqualTo(403));
  }

  @Test
  void close_duringAnUpload_dropsIt() throws Exception {
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    InputStream slow = new InputStream() {
      private long count;

      @Override
      public int read() {
        count++;
        return 'x';
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        count += length;
        if (count > 20 * MIB && sending.getCount() > 0) {
          Awaitility.await().until(() -> proxy.count("^PUT.*partNumber=2") == 1);
          sending.countDown();
          awaitQuietly(end);
        }
        return count > 40 * MIB ? -1 : length;
      }
    };
    CompletableFuture<Void> upload =
        CompletableFuture.runAsync(() -> files.put(KEY, Content.of(slow)));
    sending.await();

    files.close(Duration.ofMillis(100));

    Awaitility.await().untilAsserted(() -> assertThat(bucket.uploads()).isEmpty());
    end.countDown();
    assertThatThrownBy(upload::get).hasCauseInstanceOf(ObjectStorageException.class);
    assertThat(direct.head(KEY)).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
