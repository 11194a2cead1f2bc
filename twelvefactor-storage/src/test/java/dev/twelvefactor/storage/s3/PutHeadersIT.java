// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static dev.twelvefactor.storage.s3.ScriptedProxy.answer;
import static dev.twelvefactor.storage.s3.ScriptedProxy.error;
import static dev.twelvefactor.storage.s3.ScriptedProxy.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.PutOptions;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent for tags and keys, which the embedded server knows nothing of. */
@WithS3
class PutHeadersIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final ObjectKey COPY = ObjectKey.of("folder/copy");
  private static final String XML = "Content-Type: application/xml\r\n";
  private static final String TAGGING =
      "x-amz-tagging: B%C3%BCro=1%2Fa&team=blue%20%2B%20green\r\n";
  private static final String ENCRYPTION = "x-amz-server-side-encryption: aws:kms\r\n";
  private static final String KMS_KEY =
      "x-amz-server-side-encryption-aws-kms-key-id: alias/files\r\n";

  private Bucket bucket;
  private ScriptedProxy proxy;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) throws Exception {
    bucket = new Bucket(server);
    proxy = new ScriptedProxy(server.endpoint());
    files = bucket.storage(proxy.endpoint()).build();
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    proxy.close();
    bucket.close();
  }

  private static PutOptions tagged(PutOptions put) {
    return put.tag("team", "blue + green").tag("Büro", "1/a").kmsKey("alias/files");
  }

  private void assertSent(String method, String... headers) {
    for (String header : headers) {
      assertThat(proxy.count("^" + method + "(?s).*\r\n\\Q" + header + "\\E"))
          .as(header)
          .isEqualTo(1);
    }
  }

  @Test
  void put_inOneRequest_sendsTagsAndKey() {
    proxy.on("^PUT", answer(ok("ETag: \"1\"\r\n", "")));

    files.put(KEY, Content.of("text"), PutHeadersIT::tagged);

    assertSent("PUT", TAGGING, ENCRYPTION, KMS_KEY);
  }

  @Test
  void put_withoutTagsAndKey_sendsNoneOfTheHeaders() {
    files.put(KEY, Content.of("text"));

    assertThat(proxy.count("^PUT")).isEqualTo(1);
    assertThat(proxy.count("(?i)x-amz-(tagging|server-side)")).isZero();
  }

  @Test
  void put_inParts_sendsTagsAndKeyAtTheBeginning() {
    proxy.on("^POST.*uploads", answer(error(403, "AccessDenied")));

    Throwable refused = catchThrowable(
        () -> files.put(KEY, Content.of(new byte[9 * 1024 * 1024]), PutHeadersIT::tagged));

    assertThat(refused).hasMessageContaining("AccessDenied");
    assertSent("POST", TAGGING, ENCRYPTION, KMS_KEY);
  }

  @Test
  void copy_withTagsAndKey_addsThemToThoseOfTheSource() {
    proxy.on("^HEAD.*object ", 1, answer(ok("ETag: \"1\"\r\nx-amz-tagging-count: 2\r\n", "text")));
    proxy.on(
        "^GET.*tagging",
        answer(ok(
            "",
            "<Tagging><TagSet><Tag><Key>team</Key><Value>red</Value></Tag>"
                + "<Tag><Key>size</Key><Value>s</Value></Tag></TagSet></Tagging>")));
    proxy.on("^PUT", answer(ok(XML, "<CopyObjectResult><ETag>\"1\"</ETag></CopyObjectResult>")));

    files.copy(KEY, COPY, put -> put.tag("team", "blue").kmsKey("alias/files"));

    assertSent(
        "PUT",
        "x-amz-tagging: size=s&team=blue\r\n",
        "x-amz-tagging-directive: REPLACE\r\n",
        ENCRYPTION,
        KMS_KEY);
  }
}
