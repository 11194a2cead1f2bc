// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignerTest {

  @ParameterizedTest
  @CsvSource({
    "files, eu-west-1, https://files.s3.eu-west-1.amazonaws.com/",
    "files, cn-north-1, https://files.s3.cn-north-1.amazonaws.com.cn/",
    "my.files, eu-west-1, https://s3.eu-west-1.amazonaws.com/my.files"
  })
  void bucket_onAws_isWhereItsPartitionHasIt(String bucket, String region, String address) {
    S3ObjectStorageBuilder builder = S3ObjectStorage.builder(bucket).region(region);

    assertThat(new Signer(new S3Settings(builder)).bucket()).hasToString(address);
  }
}
