// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.s3.S3ObjectStorage;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What it takes to have the observer's events as meters of Micrometer, on which nothing depends. */
@WithS3
class MicrometerIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");

  // @start region="observer"
  record StorageMetrics(MeterRegistry registry) implements StorageObserver {

    @Override
    public void observed(Event event) {
      Timer.builder("storage")
          .tag("operation", event.operation().name().toLowerCase(Locale.ROOT))
          .tag("result", event.result().name().toLowerCase(Locale.ROOT))
          .register(registry)
          .record(event.elapsed());
    }
  }

  // @end

  @Test
  void observer_ofMicrometer_countsAndTimes(S3Server server) {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (S3ObjectStorage files = S3ObjectStorage.builder(server.bucket())
        .endpoint(server.endpoint())
        .credentials(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
        .observer(new StorageMetrics(registry))
        .build()) {
      files.put(KEY, Content.of("x"));
      files.head(KEY);
      files.head(KEY);
      files.head(ObjectKey.of("missing"));
    }

    assertThat(timer(registry, "put", "done").count()).isEqualTo(1);
    assertThat(timer(registry, "head", "done").count()).isEqualTo(2);
    assertThat(timer(registry, "head", "absent").count()).isEqualTo(1);
    assertThat(registry.getMeters()).hasSize(3);
  }

  private static Timer timer(MeterRegistry registry, String operation, String result) {
    return registry
        .get("storage")
        .tags("operation", operation, "result", result)
        .timer();
  }
}
