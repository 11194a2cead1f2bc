// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import dev.twelvefactor.idempotency.ResultCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A response as bytes: status, headers, and the body as it is. */
final class ResponseFormat implements ResultCodec<StoredResponse> {

  @Override
  public String id() {
    return "http1";
  }

  @Override
  public byte[] encode(StoredResponse response) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(response.body().length + 128);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(response.status());
    out.writeShort(response.headers().size());
    for (Map.Entry<String, List<String>> header : response.headers().entrySet()) {
      out.writeUTF(header.getKey());
      out.writeShort(header.getValue().size());
      for (String value : header.getValue()) {
        out.writeUTF(value);
      }
    }
    out.write(response.body());
    return bytes.toByteArray();
  }

  @Override
  public StoredResponse decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int status = in.readUnsignedShort();
    Map<String, List<String>> headers = new TreeMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      headers.put(in.readUTF(), values(in));
    }
    return StoredResponse.of(status, headers, in.readAllBytes());
  }

  private static List<String> values(DataInputStream in) throws IOException {
    List<String> values = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      values.add(in.readUTF());
    }
    return values;
  }
}
