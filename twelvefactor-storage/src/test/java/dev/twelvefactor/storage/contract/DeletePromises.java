// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorage.DeleteReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link dev.twelvefactor.storage.ObjectStorage#delete} promises. */
interface DeletePromises extends StorageUnderTest {

  @Test
  default void delete_object_isGone() {
    files().put(KEY, Content.of("x"));

    files().delete(KEY);

    assertThat(files().head(KEY)).isEmpty();
    assertThat(files().list("")).isEmpty();
  }

  @Test
  default void delete_nothingThere_isNoFailure() {
    files().delete(KEY);

    assertThat(files().head(KEY)).isEmpty();
  }

  @Test
  default void delete_many_reportsThem() {
    ObjectKey missing = ObjectKey.of("missing & <gone>");
    ObjectKey other = ObjectKey.of("other");
    files().put(KEY, Content.of("x"));
    files().put(other, Content.of("x"));

    DeleteReport report = files().delete(List.of(KEY, missing, KEY));

    assertThat(report.deleted()).containsExactlyInAnyOrder(KEY, missing);
    assertThat(report.failed()).isEmpty();
    report.orThrow();
    assertThat(files().list("").map(found -> found.key())).containsExactly(other);
  }

  @Test
  default void delete_none_doesNothing() {
    assertThat(files().delete(List.of()).deleted()).isEmpty();
  }
}
