// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** An object in memory, whose bytes nobody changes. */
final class InMemoryObject {

  private final ObjectInfo info;
  private final byte[] bytes;

  private InMemoryObject(ObjectInfo info, byte[] bytes) {
    this.info = info;
    this.bytes = bytes;
  }

  ObjectInfo info() {
    return info;
  }

  static InMemoryObject of(
      ObjectKey key, byte[] bytes, String type, PutOptions put, Instant written) {
    ObjectInfo info =
        new ObjectInfo(key, uri(key), bytes.length, type, etag(bytes), written, put.metadata());
    return new InMemoryObject(info, bytes);
  }

  InMemoryObject copy(ObjectKey to, PutOptions put, Instant written) {
    Map<String, String> metadata = new TreeMap<>(info.metadata());
    metadata.putAll(put.metadata());
    ObjectInfo copy =
        new ObjectInfo(to, uri(to), info.size(), info.type(), info.etag(), written, metadata);
    return new InMemoryObject(copy, bytes);
  }

  byte[] range(GetOptions get) {
    if (get.first().isEmpty() && get.count().isEmpty()) {
      return bytes;
    }
    long count = get.count().orElse(bytes.length);
    long first = get.first().orElse(Math.max(0, bytes.length - count));
    if (first >= bytes.length) {
      throw new ObjectStorageException(
          Reason.INVALID_RANGE,
          "the range begins at " + first + ", and " + info.key() + " has " + bytes.length
              + " bytes",
          /* maybeApplied= */ false,
          null);
    }
    long end = Math.min(bytes.length, count > bytes.length ? bytes.length : first + count);
    return Arrays.copyOfRange(bytes, (int) first, (int) end);
  }

  private static URI uri(ObjectKey key) {
    try {
      return new URI("memory", "local", "/" + key.value(), null, null);
    } catch (URISyntaxException impossible) {
      throw new AssertionError("all characters of a path are quoted", impossible);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has MD5", impossible);
    }
  }
}
