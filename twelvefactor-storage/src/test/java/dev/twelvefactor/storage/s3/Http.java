// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.storage.s3.Presigner.PresignedPost;
import dev.twelvefactor.storage.s3.Presigner.PresignedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Map;

/** Sends what was signed, as one who knows nothing of S3. */
final class Http {

  private Http() {}

  /** What came back; the text is that of successes. */
  record Answer(int status, String text, HttpURLConnection connection) {

    String header(String name) {
      return connection.getHeaderField(name);
    }
  }

  static Answer send(PresignedRequest request, byte[] body) throws IOException {
    return send(request, request.headers(), body);
  }

  static Answer send(PresignedRequest request, Map<String, String> headers, byte[] body)
      throws IOException {
    HttpURLConnection http = (HttpURLConnection) request.uri().toURL().openConnection();
    http.setRequestMethod(request.method());
    headers.forEach(http::setRequestProperty);
    return exchange(http, body);
  }

  /** As a page's form does: the fields in their order, and then the file. */
  static Answer send(PresignedPost form, Map<String, String> fields, byte[] file)
      throws IOException {
    String boundary = "boundary-of-the-form";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field.getKey()
              + "\"\r\n\r\n" + field.getValue() + "\r\n")
          .getBytes(UTF_8));
    }
    body.write(("--" + boundary
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cat.png\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n")
        .getBytes(UTF_8));
    body.write(file);
    body.write(("\r\n--" + boundary + "--\r\n").getBytes(UTF_8));
    HttpURLConnection http = (HttpURLConnection) form.uri().toURL().openConnection();
    http.setRequestMethod("POST");
    http.setRequestProperty("Content-Type", "multipart/form-data; boundary=" + boundary);
    return exchange(http, body.toByteArray());
  }

  private static Answer exchange(HttpURLConnection http, byte[] body) throws IOException {
    http.setConnectTimeout(30_000);
    http.setReadTimeout(30_000);
    if (body.length > 0) {
      http.setDoOutput(true);
      http.setFixedLengthStreamingMode(body.length);
      http.getOutputStream().write(body);
    }
    int status = http.getResponseCode();
    String text = status < 300 ? new String(http.getInputStream().readAllBytes(), UTF_8) : "";
    return new Answer(status, text, http);
  }
}
