// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.InMemorySessionStore;
import dev.twelvefactor.session.SessionCookie;
import dev.twelvefactor.storage.s3.S3ObjectStorage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadsTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9000, http://127.0.0.1:9000",
    "'', https://pictures.s3.eu-central-1.amazonaws.com",
  })
  void origin_ofABucket_isWhereItsLinksLead(String endpoint, String origin) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "S3_BUCKET", "pictures",
                "S3_REGION", "eu-central-1",
                "AWS_ACCESS_KEY_ID", "somebody",
                "AWS_SECRET_ACCESS_KEY", "a-secret-of-this-test"));
    environment.put("S3_ENDPOINT", endpoint);
    Visits visits = new Visits(InMemorySessionStore.create(), SessionCookie.standard());

    try (S3ObjectStorage storage = S3ObjectStorage.fromEnvironment(environment)) {
      assertThat(new Uploads(visits, Optional.of(storage)).origin()).isEqualTo(origin);
    }
  }
}
