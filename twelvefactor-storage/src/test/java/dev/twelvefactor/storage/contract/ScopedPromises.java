// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorage;
import dev.twelvefactor.storage.ObjectWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ObjectStorage#scoped} promises. */
interface ScopedPromises extends StorageUnderTest {

  @Test
  default void scoped_everyVerb_staysBelowThePrefix() {
    ObjectStorage ada = files().scoped("tenants/ada");
    ObjectStorage adam = files().scoped("tenants/adam");
    adam.put(KEY, Content.of("adam's"));

    ObjectInfo stored = ada.put(KEY, Content.of("ada's"));
    try (ObjectWriter writer =
        ada.writer(ObjectKey.of("written"), "a/b", UnaryOperator.identity())) {
      assertThat(writer.commit().key()).isEqualTo(ObjectKey.of("written"));
    }
    ObjectInfo copy = ada.copy(KEY, ObjectKey.of("copy"));

    assertThat(stored.key()).isEqualTo(KEY);
    assertThat(stored.uri().toString()).endsWith("/tenants/ada/folder/object");
    assertThat(copy.key()).isEqualTo(ObjectKey.of("copy"));
    assertThat(ada.get(KEY).info().key()).isEqualTo(KEY);
    assertThat(ada.get(KEY).text(10)).isEqualTo("ada's");
    assertThat(ada.head(KEY).orElseThrow().key()).isEqualTo(KEY);
    assertThat(ada.list("").map(found -> found.key().value()))
        .containsExactlyInAnyOrder("folder/object", "written", "copy");
    assertThat(ada.list("", Optional.of(ObjectKey.of("folder/object")))
            .map(found -> found.key().value()))
        .containsExactly("written");
    assertThat(ada.delete(List.of(KEY)).deleted()).containsExactly(KEY);
    ada.delete(ObjectKey.of("copy"));
    ada.close();
    assertThat(files().list("").map(found -> found.key().value()))
        .containsExactlyInAnyOrder("tenants/ada/written", "tenants/adam/folder/object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../adam/folder/object", "..", "./x", "a\\b", "a/../../adam/folder/object"})
  default void scoped_keyThatLeadsOut_isRefusedByEveryVerb(String value) {
    ObjectStorage ada = files().scoped("tenants/ada");
    files().scoped("tenants/adam").put(KEY, Content.of("adam's"));
    ObjectKey key = ObjectKey.of(value);

    assertThatThrownBy(() -> ada.get(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ada.head(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ada.delete(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ada.delete(List.of(key))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ada.put(key, Content.of("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ada.copy(key, KEY)).isInstanceOf(IllegalArgumentException.class);
    assertThat(ada.list("../adam")).isEmpty();
  }

  /** Consoles make folders of such names. */
  @Test
  default void scoped_keyThatOthersMayHaveWritten_isReadAndDeletedButNotWritten() {
    ObjectStorage ada = files().scoped("tenants/ada");
    ObjectKey folder = ObjectKey.of("a/");

    assertThat(ada.head(folder)).isEmpty();
    assertThatThrownBy(() -> ada.get(folder)).isInstanceOf(ObjectNotFoundException.class);
    ada.delete(folder);
    assertThat(ada.delete(List.of(folder)).deleted()).containsExactly(folder);
    assertThatThrownBy(() -> ada.put(folder, Content.of("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ada.writer(folder, "a/b", UnaryOperator.identity()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ada.copy(KEY, folder)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void scoped_twice_goesDeeper() {
    files().scoped("a").scoped("b/c").put(KEY, Content.of("x"));

    assertThat(text(ObjectKey.of("a/b/c/folder/object"))).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/", "/a", "..", "a//b"})
  default void scoped_badPrefix_isRefused(String prefix) {
    assertThatThrownBy(() -> files().scoped(prefix)).isInstanceOf(IllegalArgumentException.class);
  }
}
