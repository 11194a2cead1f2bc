// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.UnknownOutcomeException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * Makes an object visible, and tells truly whether that happened.
 *
 * <p>An attempt whose answer is lost may have been applied. The next one then meets its own result
 * and is told that the condition does not hold, or that there is no such upload. So each write carries
 * a nonce in its metadata, and in doubt the object is looked at: with our nonce it is ours, and with
 * anything else nobody knows.
 */
final class CertainWrite {

  private final S3Objects s3;
  private final Draft draft;
  private final long size;
  private final String what;

  CertainWrite(S3Objects s3, Draft draft, long size) {
    this.s3 = s3;
    this.draft = draft;
    this.size = size;
    this.what = "cannot write " + draft.key;
  }

  ObjectInfo run(Supplier<ObjectInfo> call) {
    return s3.attempts().run(what, true, call, this::settle);
  }

  /** What was written; an answer that lost its end may lack the tag, and is as good as none. */
  ObjectInfo written(@Nullable String etag, S3Response answer) {
    AnswerHead.requireEtag(etag);
    return new ObjectInfo(
        draft.key,
        s3.uri(draft.key),
        size,
        draft.type,
        AnswerHead.quoted(etag),
        AnswerHead.date(answer),
        draft.users());
  }

  private ObjectInfo settle(Failure failure, boolean ambiguous) {
    if (failure.reason == Reason.INTERRUPTED) {
      throw failure.toException(what, true);
    }
    if (!ambiguous) {
      throw refused(failure);
    }
    return look(failure)
        .orElseThrow(() -> new UnknownOutcomeException(
            what + ": " + failure.detail
                + " after an answer was lost, and what is there now was not"
                + " written by this call; whether it had been written in between, nobody can know",
            failure.cause));
  }

  private Optional<ObjectInfo> look(Failure failure) {
    try {
      HeadObjectResponse found = s3.lookOnce(draft.key);
      return draft.wrote(found.metadata())
          ? Optional.of(s3.info(draft.key, found))
          : Optional.empty();
    } catch (RuntimeException e) {
      failure.cause.addSuppressed(e);
      return Optional.empty();
    }
  }

  /** A condition on what is not there is one that does not hold, in whatever words. */
  private ObjectStorageException refused(Failure failure) {
    boolean absent =
        failure.reason == Reason.NOT_FOUND && draft.options.expectedEtag().isPresent();
    if (absent || failure.reason == Reason.PRECONDITION_FAILED) {
      return new PreconditionFailedException(
          draft.options.onlyIfAbsent()
              ? draft.key + " is there already; nothing was changed"
              : draft.key + " is not the one that has the etag "
                  + draft.options.expectedEtag().orElse("it was copied from")
                  + "; nothing was changed",
          failure.cause);
    }
    return failure.toException(what, false);
  }
}
