// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.StorageObserver.Operation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A listing, of which one page at a time is in memory. For one thread. */
final class Listing extends AbstractSpliterator<ObjectInfo.Summary> {

  private final S3Objects s3;
  private final String prefix;
  private final @Nullable String after;
  private final Deque<S3Object> page = new ArrayDeque<>();
  private @Nullable String token;
  private boolean begun;

  private Listing(S3Objects s3, String prefix, Optional<ObjectKey> after) {
    super(Long.MAX_VALUE, NONNULL | DISTINCT);
    this.s3 = s3;
    this.prefix = prefix;
    this.after = after.map(ObjectKey::value).orElse(null);
  }

  static Stream<ObjectInfo.Summary> stream(S3Objects s3, String prefix, Optional<ObjectKey> after) {
    return StreamSupport.stream(new Listing(s3, prefix, after), false);
  }

  @Override
  public boolean tryAdvance(Consumer<? super ObjectInfo.Summary> reader) {
    while (page.isEmpty() && (!begun || token != null)) {
      fetch();
    }
    S3Object found = page.poll();
    if (found == null) {
      return false;
    }
    Instant modified = found.lastModified() == null ? Instant.EPOCH : found.lastModified();
    reader.accept(new ObjectInfo.Summary(
        ObjectKey.of(found.key()), found.size(), AnswerHead.quoted(found.eTag()), modified));
    return true;
  }

  private void fetch() {
    ListObjectsV2Request request = ListObjectsV2Request.builder()
        .bucket(s3.bucket())
        .prefix(prefix)
        .startAfter(begun ? null : after)
        .continuationToken(token)
        .build();
    ListObjectsV2Response answer = s3.underWay(() -> s3.observer()
        .run(
            Operation.LIST,
            () -> s3.ask("cannot list " + prefix, client -> whole(client.listObjectsV2(request)))));
    begun = true;
    page.addAll(answer.contents());
    token = Boolean.TRUE.equals(answer.isTruncated()) ? answer.nextContinuationToken() : null;
  }

  /** The same page, if what is left can be asked for; else the listing would end early, and seem whole. */
  private static ListObjectsV2Response whole(ListObjectsV2Response answer) {
    if (Boolean.TRUE.equals(answer.isTruncated()) && answer.nextContinuationToken() == null) {
      throw new IllegalStateException("there is more, and no token to ask for it");
    }
    return answer;
  }
}
