// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.Counter;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Not on the embedded server, which compares and sets in two steps. */
@WithS3
@Tag("containers")
class CompareAndSetIT {

  @Test
  void putIfMatch_eightThreadsCount_noneIsLost(S3Server server) throws Exception {
    try (Bucket bucket = new Bucket(server);
        S3ObjectStorage files = bucket.storage().attempts(10).build()) {
      assertThat(Counter.countInEightThreads(files, 5)).isEqualTo(40);
    }
  }
}
