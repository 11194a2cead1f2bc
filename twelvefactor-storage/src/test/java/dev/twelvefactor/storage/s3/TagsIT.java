// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Not on the embedded server, which knows no tags. */
@WithS3
@Tag("containers")
class TagsIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final ObjectKey COPY = ObjectKey.of("folder/copy");

  private Bucket bucket;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) {
    bucket = new Bucket(server);
    files = bucket.storage().build();
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    bucket.close();
  }

  private Map<String, String> tags(ObjectKey key) {
    return bucket
        .client()
        .getObjectTagging(b -> b.bucket(bucket.name()).key(key.value()))
        .tagSet()
        .stream()
        .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9 * 1024 * 1024})
  void put_tags_areThoseOfTheObject(int size) {
    files.put(
        KEY, Content.of(new byte[size]), put -> put.tag("team", "blue/1 + 2").tag("e", ""));

    assertThat(tags(KEY)).isEqualTo(Map.of("team", "blue/1 + 2", "e", ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void copy_plainOrWithACondition_hasTheTagsOfBoth(int size) {
    files.put(KEY, Content.of(new byte[size]), put -> put.tag("team", "blue").tag("size", "s"));

    files.copy(KEY, COPY);
    assertThat(tags(COPY)).isEqualTo(Map.of("team", "blue", "size", "s"));

    files.copy(KEY, COPY, put -> put.tag("team", "red"));
    assertThat(tags(COPY)).isEqualTo(Map.of("team", "red", "size", "s"));

    files.delete(COPY);
    files.copy(KEY, COPY, put -> put.ifAbsent().tag("team", "red"));
    assertThat(tags(COPY)).isEqualTo(Map.of("team", "red", "size", "s"));
  }

  @Test
  void put_overAnObjectWithTags_leavesNoneOfThem() {
    files.put(KEY, Content.of("one"), put -> put.tag("team", "blue"));

    files.put(KEY, Content.of("two"));

    assertThat(tags(KEY)).isEmpty();
  }
}
