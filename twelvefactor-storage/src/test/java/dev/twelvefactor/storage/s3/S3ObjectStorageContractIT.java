// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.ObjectStorage;
import dev.twelvefactor.storage.contract.ObjectStorageContract;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@WithS3
class S3ObjectStorageContractIT extends ObjectStorageContract {

  private Bucket bucket;

  @BeforeEach
  void useBucket(S3Server server) {
    bucket = new Bucket(server);
  }

  @Override
  protected ObjectStorage open() {
    return bucket.storage().build();
  }

  /** Whatever a test did, no part of an upload stays. */
  @AfterEach
  void checkUploads() {
    assertThat(bucket.uploads()).isEmpty();
    bucket.close();
  }
}
