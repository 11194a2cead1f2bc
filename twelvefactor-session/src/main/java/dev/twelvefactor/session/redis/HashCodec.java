// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;

/** Keys and fields as text, values as bytes. Fields of one letter come with every session, ready made. */
final class HashCodec implements RedisCodec<String, byte[]> {

  private static final String[] LETTERS = letters();

  private static String[] letters() {
    String[] letters = new String[128];
    for (char c = 0; c < letters.length; c++) {
      letters[c] = String.valueOf(c);
    }
    return letters;
  }

  @Override
  public String decodeKey(ByteBuffer bytes) {
    boolean letter = bytes.remaining() == 1 && bytes.get(bytes.position()) >= 0;
    return letter ? LETTERS[bytes.get()] : StringCodec.UTF8.decodeKey(bytes);
  }

  @Override
  public byte[] decodeValue(ByteBuffer bytes) {
    return ByteArrayCodec.INSTANCE.decodeValue(bytes);
  }

  @Override
  public ByteBuffer encodeKey(String key) {
    return StringCodec.UTF8.encodeKey(key);
  }

  @Override
  public ByteBuffer encodeValue(byte[] value) {
    return ByteArrayCodec.INSTANCE.encodeValue(value);
  }
}
