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

  private static final String ID = "http1";
  private static final int HEAD_BYTES = 128;

  @Override
  public String id() {
    return ID;
  }

  /** How many bytes a response takes in a record, with the name of the format and a line end. */
  static long size(StoredResponse response) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(HEAD_BYTES);
    writeHead(response, new DataOutputStream(head));
    return ID.length() + 1L + head.size() + response.body().length;
  }

  @Override
  public byte[] encode(StoredResponse response) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(response.body().length + HEAD_BYTES);
    writeHead(response, new DataOutputStream(bytes));
    bytes.write(response.body());
    return bytes.toByteArray();
  }

  private static void writeHead(StoredResponse response, DataOutputStream out) throws IOException {
    out.writeShort(response.status());
    out.writeShort(response.headers().size());
    for (Map.Entry<String, List<String>> header : response.headers().entrySet()) {
      out.writeUTF(header.getKey());
      out.writeShort(header.getValue().size());
      for (String value : header.getValue()) {
        out.writeUTF(value);
      }
    }
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
