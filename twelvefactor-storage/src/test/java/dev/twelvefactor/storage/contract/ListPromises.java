// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link dev.twelvefactor.storage.ObjectStorage#list} promises. */
interface ListPromises extends StorageUnderTest {

  @Test
  default void list_nothing_isEmpty() {
    assertThat(files().list("")).isEmpty();
  }

  @Test
  default void list_objects_tellsOfThem() {
    ObjectInfo stored = files().put(KEY, Content.of("text"));

    List<ObjectInfo.Summary> found = files().list("folder/").toList();

    assertThat(found).hasSize(1);
    assertThat(found.get(0).key()).isEqualTo(KEY);
    assertThat(found.get(0).size()).isEqualTo(4);
    assertThat(found.get(0).etag()).isEqualTo(stored.etag());
    assertThat(found.get(0).modified()).isBefore(stored.modified().plusSeconds(60));
  }

  @Test
  default void list_prefix_isTakenLiterally() {
    for (String key : List.of("a!", "a-b", "a/1", "a/2", "a/b/3", "ab", "b")) {
      files().put(ObjectKey.of(key), Content.of("x"));
    }

    assertThat(keys("a/")).containsExactlyInAnyOrder("a/1", "a/2", "a/b/3");
    assertThat(keys("a")).hasSize(6);
    assertThat(keys("")).hasSize(7);
    assertThat(keys("c")).isEmpty();
  }

  private List<String> keys(String prefix) {
    return files().list(prefix).map(found -> found.key().value()).toList();
  }

  @Test
  default void list_after_goesOnWhereThePageEnded() {
    for (int i = 0; i < 10; i++) {
      files().put(ObjectKey.of("p/" + i), Content.of("x"));
    }
    List<ObjectKey> seen = new ArrayList<>();
    Optional<ObjectKey> last = Optional.empty();

    do {
      List<ObjectKey> page =
          files().list("p/", last).limit(3).map(ObjectInfo.Summary::key).toList();
      seen.addAll(page);
      last = page.isEmpty() ? Optional.empty() : Optional.of(page.get(page.size() - 1));
    } while (last.isPresent());

    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  default void list_moreThanAPage_isCompleteWhileOthersWrite() throws Exception {
    Threads.each(8, number -> {
      for (int i = 0; i < 130; i++) {
        files().put(ObjectKey.of("many/" + number + "/" + i), Content.of("x"));
      }
      return number;
    });
    Set<ObjectKey> before =
        new HashSet<>(files().list("many/").map(ObjectInfo.Summary::key).toList());
    List<ObjectKey> seen = new ArrayList<>();

    files().list("many/").forEach(found -> {
      if (seen.size() % 100 == 0) {
        files().put(ObjectKey.of("many/new" + seen.size()), Content.of("x"));
        files().delete(ObjectKey.of("many/new" + (seen.size() - 100)));
      }
      seen.add(found.key());
    });

    assertThat(before).hasSize(8 * 130);
    assertThat(seen).doesNotHaveDuplicates().containsAll(before);
    assertThat(files().delete(before).deleted()).isEqualTo(before);
  }
}
