// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.s3.DirectUploads;
import dev.twelvefactor.storage.s3.S3ObjectStorage;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The examples that need a server. */
@WithS3
class StorageSnippetsIT {

  private static final byte[] PNG = "\u0089PNG\r\n\u001a\n and so on".getBytes(ISO_8859_1);

  @Test
  void directUpload_ofAPicture_isAnObjectWhenItIsConfirmed(S3Server server) throws Exception {
    try (S3ObjectStorage files = S3ObjectStorage.builder(server.bucket())
        .endpoint(server.endpoint())
        .credentials(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
        .ticketKeys(List.of("0123456789abcdef0123456789abcdef"))
        .build()) {
      DirectUploads.Ticket ticket = upload(files, "ada");

      ObjectInfo stored = StorageSnippets.confirm(files, "ada", ticket.token());

      assertThat(stored.uri().toString()).startsWith("s3://" + server.bucket() + "/uploads/ada/");
      assertThat(StorageSnippets.directUpload(files, "image/png", 10, ticket.token()))
          .isEqualTo(stored);
      assertThat(StorageSnippets.upkeep(files)).isEqualTo("true 0 0");
    }
  }

  private static DirectUploads.Ticket upload(S3ObjectStorage files, String user) throws Exception {
    DirectUploads.Ticket ticket = StorageSnippets.ticket(files, user, "image/png", PNG.length);
    HttpURLConnection http = (HttpURLConnection) ticket.upload().uri().toURL().openConnection();
    http.setRequestMethod(ticket.upload().method());
    ticket.upload().headers().forEach(http::setRequestProperty);
    http.setDoOutput(true);
    http.setFixedLengthStreamingMode(PNG.length);
    try (OutputStream out = http.getOutputStream()) {
      out.write(PNG);
    }
    assertThat(http.getResponseCode()).isEqualTo(200);
    return ticket;
  }
}
