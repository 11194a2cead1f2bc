// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.RandomCases;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.SettableClock;
import dev.twelvefactor.testkit.WithS3;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One call at a time beside one random fault, and what is there afterwards. So often as the property
 * {@code twelvefactor.test.faults} says; 60 times by default.
 */
@WithS3
class RandomFaultsIT {

  private static final int MIB = 1024 * 1024;
  private static final ObjectKey SOURCE = ObjectKey.of("source");

  private final SettableClock clock = SettableClock.at(Instant.now());
  private Bucket bucket;
  private FaultProxy proxy;
  private S3ObjectStorage direct;
  private S3ObjectStorage patient;
  private S3ObjectStorage hasty;

  @BeforeEach
  void open(S3Server server) {
    bucket = new Bucket(server);
    proxy = bucket.proxy();
    direct = bucket.storage().clock(clock).build();
    patient = bucket.storage(proxy).build();
    hasty = bucket.storage(proxy).attempts(1).build();
  }

  @AfterEach
  void close() {
    patient.close();
    hasty.close();
    direct.close();
    proxy.close();
    bucket.close();
  }

  private enum Call {
    PUT,
    PUT_IF_ABSENT,
    PUT_IF_MATCH,
    PUT_IN_PARTS,
    COPY,
    COPY_IF_ABSENT,
    DELETE,
    GET;

    boolean onNothing() {
      return this == PUT_IF_ABSENT || this == COPY_IF_ABSENT;
    }

    boolean copies() {
      return this == COPY || this == COPY_IF_ABSENT;
    }
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void call_randomFault_leavesWholeObjectsAndATrueAnswer() {
    int cases = Integer.getInteger("twelvefactor.test.faults", 60);
    byte[] source = bytes(new Random(1), 70_000);
    direct.put(SOURCE, Content.of(source));

    RandomCases.run(cases, (random, index) -> {
      Call call = random.nextInt(16) == 0
          ? Call.PUT_IN_PARTS
          : Call.values()[random.nextInt(Call.values().length)];
      ObjectKey key = ObjectKey.of("random/" + index);
      byte[] fresh = call.copies() ? source : bytes(random, size(call, random));
      byte[] old = call.onNothing() ? null : bytes(random, 1 + random.nextInt(1_000));
      run(random, call, key, old, fresh);
    });

    clock.advance(Duration.ofHours(2));
    int swept = direct.abortStaleUploads("", Duration.ofHours(1));
    System.err.println("uploads left behind by lost answers, and swept: " + swept);
    assertThat(bucket.uploads()).isEmpty();
  }

  private static int size(Call call, Random random) {
    return call == Call.PUT_IN_PARTS
        ? 8 * MIB + random.nextInt(2 * MIB)
        : 1_001 + random.nextInt(100_000);
  }

  private void run(Random random, Call call, ObjectKey key, byte @Nullable [] old, byte[] fresh) {
    String etag = old == null ? "" : direct.put(key, Content.of(old)).etag();
    S3ObjectStorage files = random.nextInt(3) == 0 ? hasty : patient;
    inject(random, fresh.length);
    @Nullable ObjectStorageException failure = null;
    try {
      make(files, call, key, etag, old, fresh);
    } catch (ObjectStorageException e) {
      failure = e;
    }
    proxy.pass();

    byte[] found = find(key).orElse(null);
    byte[] done = call == Call.DELETE ? null : call == Call.GET ? old : fresh;
    assertThat(failure instanceof PreconditionFailedException)
        .as("nobody else writes")
        .isFalse();
    if (failure == null) {
      assertThat(Arrays.equals(found, done)).as("%s succeeded", call).isTrue();
    } else if (!failure.maybeApplied()) {
      assertThat(Arrays.equals(found, old))
          .as("%s changed nothing: %s", call, failure)
          .isTrue();
    } else {
      assertThat(Arrays.equals(found, old) || Arrays.equals(found, done)).isTrue();
    }
    direct.delete(key);
  }

  private void inject(Random random, int length) {
    switch (random.nextInt(4)) {
      case 0 -> proxy.cutAfterRequestBytes(random.nextInt(length + 2_000));
      case 1 -> proxy.cutAfterReplyBytes(random.nextInt(600));
      case 2 -> proxy.cutBeforeReply();
      default -> proxy.cutAfterRequestBytes(random.nextInt(2_000));
    }
  }

  private static void make(
      S3ObjectStorage files,
      Call call,
      ObjectKey key,
      String etag,
      byte @Nullable [] old,
      byte[] fresh) {
    switch (call) {
      case PUT, PUT_IN_PARTS -> files.put(key, Content.of(fresh));
      case PUT_IF_ABSENT -> files.put(key, Content.of(fresh), put -> put.ifAbsent());
      case PUT_IF_MATCH -> files.put(key, Content.of(fresh), put -> put.ifMatch(etag));
      case COPY -> files.copy(SOURCE, key);
      case COPY_IF_ABSENT -> files.copy(SOURCE, key, put -> put.ifAbsent());
      case DELETE -> files.delete(key);
      case GET -> {
        try (StoredObject object = files.get(key)) {
          assertThat(object.bytes(MIB)).isEqualTo(old);
        }
      }
    }
  }

  private Optional<byte[]> find(ObjectKey key) {
    if (direct.head(key).isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = direct.get(key)) {
      return Optional.of(object.bytes(11 * MIB));
    }
  }
}
