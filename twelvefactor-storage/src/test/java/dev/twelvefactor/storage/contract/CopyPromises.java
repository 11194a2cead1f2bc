// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static dev.twelvefactor.storage.contract.PutPromises.assertReason;
import static dev.twelvefactor.storage.contract.StorageUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link dev.twelvefactor.storage.ObjectStorage#copy} promises. */
interface CopyPromises extends StorageUnderTest {

  ObjectKey COPY = ObjectKey.of("the copy + 100%/ü");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9 * MIB})
  default void copy_object_keepsContentTypeAndMetadata(int size) {
    files().put(KEY, Content.of(bytes(size)).type("a/b"), put -> put.metadata("m", "v"));

    ObjectInfo copy = files().copy(KEY, COPY);

    assertThat(read(COPY)).isEqualTo(bytes(size));
    assertThat(read(KEY)).isEqualTo(bytes(size));
    assertThat(copy.type()).isEqualTo("a/b");
    assertThat(files().head(COPY).orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("modified")
        .isEqualTo(copy);
    assertThat(copy.metadata()).containsEntry("m", "v").hasSize(1);
  }

  @Test
  default void copy_withMetadata_addsAndReplaces() {
    files().put(KEY, Content.of("x"), put -> put.metadata("a", "1").metadata("b", "1"));

    ObjectInfo copy = files().copy(KEY, COPY, put -> put.metadata("b", "2").metadata("c", "2"));

    assertThat(copy.metadata()).containsEntry("a", "1").containsEntry("b", "2").hasSize(3);
    assertThat(files().head(KEY).orElseThrow().metadata())
        .containsEntry("b", "1")
        .hasSize(2);
  }

  @Test
  default void copy_nothingThere_throwsNotFound() {
    assertThatThrownBy(() -> files().copy(KEY, COPY)).isInstanceOf(ObjectNotFoundException.class);

    assertThat(files().head(COPY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9 * MIB})
  default void copyIfAbsent_somethingThere_changesNothing(int size) {
    files().put(KEY, Content.of(bytes(size)));
    ObjectInfo first = files().copy(KEY, COPY, put -> put.ifAbsent());

    assertThat(read(COPY)).isEqualTo(bytes(size));
    assertThatThrownBy(() -> files().copy(KEY, COPY, put -> put.ifAbsent()))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(files().head(COPY).orElseThrow().etag()).isEqualTo(first.etag());
  }

  @Test
  default void copyIfMatch_whatIsThere_replacesIt() {
    files().put(KEY, Content.of("new"));
    ObjectInfo before = files().put(COPY, Content.of("old"));

    files().copy(KEY, COPY, put -> put.ifMatch(before.etag()));

    assertThat(text(COPY)).isEqualTo("new");
    assertThatThrownBy(() -> files().copy(KEY, COPY, put -> put.ifMatch(before.etag())))
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  default void copy_moreThanMaxBytes_copiesNothing() {
    files().put(KEY, Content.of("four"));

    assertReason(Reason.TOO_LARGE, () -> files().copy(KEY, COPY, put -> put.maxBytes(3)));

    assertThat(files().head(COPY)).isEmpty();
  }

  @Test
  default void copy_ontoItself_changesItsMetadata() {
    files().put(KEY, Content.of("four"));

    files().copy(KEY, KEY, put -> put.metadata("seen", "yes"));

    assertThat(text(KEY)).isEqualTo("four");
    assertThat(files().head(KEY).orElseThrow().metadata()).containsEntry("seen", "yes");
  }
}
