// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailureTest {

  @Test
  void of_whatIsNoAnswer_mayHaveBeenApplied() {
    List<RuntimeException> thrown = List.of(
        new UncheckedIOException(new IOException("cut")),
        new IllegalStateException("Connection pool shut down"),
        new NullPointerException("a field that the answer lacks"),
        SdkClientException.create("cannot unmarshal the answer"),
        SdkClientException.create("an answer that tells of credentials"));

    assertThat(thrown).allSatisfy(e -> {
      assertThat(Failure.of(e).ambiguous).isTrue();
      assertThat(Failure.of(e).reason).isEqualTo(Reason.UNAVAILABLE);
    });
  }

  @Test
  void of_credentialsThatCannotBeHad_isFinal() {
    RuntimeException none = new Failure.NoCredentialsException(new IllegalStateException("none"));
    SdkClientException wrapped = SdkClientException.create("cannot sign", none);

    for (RuntimeException thrown : List.of(none, wrapped)) {
      assertThat(Failure.of(thrown).reason).isEqualTo(Reason.AUTHENTICATION_FAILED);
      assertThat(Failure.of(thrown).worthAnotherAttempt).isFalse();
      assertThat(Failure.of(thrown).ambiguous).isFalse();
    }
  }

  @Test
  void repeated_attemptsOfTheClient_countWhereItTellsThem() {
    AwsServiceException.Builder answer = S3Exception.builder().statusCode(412);

    assertThat(Failure.of(answer.build()).repeated()).isFalse();
    assertThat(Failure.of(answer.numAttempts(1).build()).repeated()).isFalse();
    assertThat(Failure.of(answer.numAttempts(2).build()).repeated()).isTrue();
  }
}
