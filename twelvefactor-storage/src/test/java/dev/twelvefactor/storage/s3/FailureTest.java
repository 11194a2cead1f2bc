// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.ObjectStorageException.Reason;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class FailureTest {

  @Test
  void of_failureOutsideOfAnAttempt_isAFailureThatWasNotRepeated() {
    SdkClientException unsent = SdkClientException.create("no answer was read");

    Failure failure = Failure.of(unsent);

    assertThat(unsent.numAttempts()).isNull();
    assertThat(failure.repeated()).isFalse();
    assertThat(failure.toException("cannot read a", true).reason()).isEqualTo(Reason.UNAVAILABLE);
  }
}
