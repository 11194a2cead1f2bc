// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Keeps files outside the process, so that any instance can serve what another one received.
 *
 * <p>An object is visible whole or not at all: when the source of its bytes fails, a limit is
 * exceeded, the thread is interrupted or the process dies, what was there before stays.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="storage"}
 *
 * <p><b>Thread safety.</b> A storage is safe for use by many threads at once. No method holds a lock
 * while it waits for the network, so virtual threads may call this interface freely.
 *
 * <p><b>Failure.</b> Methods throw {@link ObjectStorageException}; {@link
 * ObjectStorageException#maybeApplied()} says whether the effect may have happened nevertheless. An
 * unreachable server is never reported as an absent object. A method whose thread is interrupted
 * while it waits throws the same and leaves the thread interrupted.
 *
 * @since 0.1.0
 */
public interface ObjectStorage extends AutoCloseable {

  /**
   * Stores an object, all or nothing; one that is there already is replaced.
   *
   * @param key where; see {@link ObjectKey#requireWritable()}
   * @param content the bytes and their type
   * @return what was stored, with its address
   * @throws ObjectStorageException if it cannot be stored, or if the content is not as long as it
   *     was said to be
   * @throws UnknownOutcomeException if the server's answer was lost and nobody can know whether the
   *     object is stored; putting it once more is harmless
   */
  default ObjectInfo put(ObjectKey key, Content content) {
    return put(key, content, UnaryOperator.identity());
  }

  /**
   * Stores an object, all or nothing, with options.
   *
   * @param key where; see {@link ObjectKey#requireWritable()}
   * @param content the bytes and their type
   * @param options such as {@code put -> put.ifAbsent().maxBytes(10_000_000)}
   * @return what was stored, with its address
   * @throws PreconditionFailedException if a condition does not hold; nothing was changed
   * @throws ObjectStorageException if it cannot be stored, if the content is not as long as it was
   *     said to be, or if it is longer than {@link PutOptions#maxBytes}
   * @throws UnknownOutcomeException if the server's answer was lost and nobody can know whether the
   *     object is stored
   */
  ObjectInfo put(ObjectKey key, Content content, UnaryOperator<PutOptions> options);

  /**
   * Opens a stream to write an object. Only {@link ObjectWriter#commit()} makes it visible; closing
   * without that leaves nothing behind.
   *
   * @param key where; see {@link ObjectKey#requireWritable()}
   * @param type the media type, such as {@code text/csv}
   * @param options such as {@code put -> put.ifAbsent()}
   * @return the stream, for one thread at a time
   */
  ObjectWriter writer(ObjectKey key, String type, UnaryOperator<PutOptions> options);

  /**
   * Opens an object for reading.
   *
   * @param key which
   * @return the object, to be closed
   * @throws ObjectNotFoundException if there is none
   * @throws ObjectStorageException if the server cannot be reached or refuses
   */
  default StoredObject get(ObjectKey key) {
    return get(key, UnaryOperator.identity());
  }

  /**
   * Opens an object, or a part of it, for reading.
   *
   * @param key which
   * @param options such as {@code get -> get.range(0, 1000)}
   * @return the object, to be closed; its stream has the bytes of the range
   * @throws ObjectNotFoundException if there is none
   * @throws PreconditionFailedException if the object is another one than {@link
   *     GetOptions#ifMatch} asks for
   * @throws ObjectStorageException if the range lies outside of the object, or if the server cannot
   *     be reached or refuses
   */
  StoredObject get(ObjectKey key, UnaryOperator<GetOptions> options);

  /**
   * Describes an object.
   *
   * @param key which
   * @return its description, or empty if there is none
   * @throws ObjectStorageException if the server cannot be reached or refuses, or if the bucket does
   *     not exist
   */
  Optional<ObjectInfo> head(ObjectKey key);

  /**
   * Lists the objects whose keys begin with a prefix, in the order of the server.
   *
   * <p>The stream asks the server as it is read, for 1000 objects at a time, and holds no more than
   * those. What is there from beginning to end of the listing is listed once; what comes or goes
   * meanwhile may be listed or not. What can go wrong is thrown while the stream is read.
   *
   * @param prefix such as {@code "uploads/"}; empty for all
   * @return the objects
   */
  default Stream<ObjectInfo.Summary> list(String prefix) {
    return list(prefix, Optional.empty());
  }

  /**
   * Lists the objects whose keys begin with a prefix and come after a key; so a listing is cut into
   * pages with {@code limit}.
   *
   * @param prefix such as {@code "uploads/"}; empty for all
   * @param after the last key of the page before
   * @return the objects, as of {@link #list(String)}
   */
  Stream<ObjectInfo.Summary> list(String prefix, Optional<ObjectKey> after);

  /**
   * Deletes an object. One that is not there is no failure.
   *
   * @param key which
   * @throws ObjectStorageException if the server cannot be reached or refuses; deleting once more is
   *     harmless
   */
  void delete(ObjectKey key);

  /**
   * Deletes many objects, 1000 in one request, and goes on when some cannot be deleted.
   *
   * @param keys which; those that are not there are no failures
   * @return what was deleted and what was not
   * @throws ObjectStorageException with {@link ObjectStorageException.Reason#INTERRUPTED} if the
   *     thread is interrupted; then some may be deleted, and the rest is not tried
   */
  DeleteReport delete(Iterable<ObjectKey> keys);

  /**
   * Copies an object within the server, with its type, metadata, headers and tags.
   *
   * @param from which
   * @param to where; see {@link ObjectKey#requireWritable()}
   * @return what was stored
   * @throws ObjectNotFoundException if there is no object {@code from}
   * @throws ObjectStorageException as of {@link #put(ObjectKey, Content)}; or if {@code from} was
   *     replaced meanwhile, so that the copy would not be of one object
   */
  default ObjectInfo copy(ObjectKey from, ObjectKey to) {
    return copy(from, to, UnaryOperator.identity());
  }

  /**
   * Copies an object within the server, with options.
   *
   * @param from which
   * @param to where; see {@link ObjectKey#requireWritable()}
   * @param options conditions are on what is at {@code to}; metadata is added to that of {@code
   *     from}, and headers replace its own
   * @return what was stored
   * @throws ObjectNotFoundException if there is no object {@code from}
   * @throws PreconditionFailedException if a condition does not hold; nothing was changed
   * @throws ObjectStorageException as of {@link #copy(ObjectKey, ObjectKey)}
   */
  ObjectInfo copy(ObjectKey from, ObjectKey to, UnaryOperator<PutOptions> options);

  /**
   * Makes a view in which every key stands below a prefix, such as one for each tenant. No key leads
   * out of it: one with a segment that is {@code .} or {@code ..}, a backslash or a control character
   * is refused here for reading and deleting too.
   *
   * <p>Keys of the view are good for the view alone: a presigned request or a ticket for one of them
   * would be for another object, outside of the prefix. Those take {@code ObjectKey.of(prefix + "/" +
   * key)}.
   *
   * @param prefix one or more segments, such as {@code "tenants/42"}
   * @return the view, whose {@code close} does nothing
   * @throws IllegalArgumentException if the prefix is no writable key
   */
  default ObjectStorage scoped(String prefix) {
    return new ScopedObjectStorage(this, prefix);
  }

  /**
   * Waits at most 10 s for calls in flight, or not at all on a thread that is interrupted; aborts
   * what is being written then, which takes at most 5 s more; and releases what this storage opened
   * itself. A client passed in by the caller stays open. Calls after this throw {@link
   * IllegalStateException}. Closing twice does nothing.
   */
  @Override
  void close();

  /**
   * What became of the keys of {@link ObjectStorage#delete(Iterable)}.
   *
   * @param deleted the keys that are not there any more
   * @param failed the keys that may still be there, each with the reason
   * @since 0.1.0
   */
  record DeleteReport(Set<ObjectKey> deleted, Map<ObjectKey, ObjectStorageException> failed) {

    /**
     * Copies its arguments.
     *
     * @param deleted the keys that are not there any more
     * @param failed the keys that may still be there, each with the reason
     */
    public DeleteReport {
      // Cheaper than Set.copyOf, which makes two tables of thousands of keys.
      deleted = Collections.unmodifiableSet(new LinkedHashSet<>(deleted));
      failed = Map.copyOf(failed);
    }

    /**
     * Insists that everything was deleted.
     *
     * @throws ObjectStorageException if something was not: one of the reasons, which has the others
     *     as suppressed
     */
    public void orThrow() {
      List<ObjectStorageException> reasons = List.copyOf(Set.copyOf(failed.values()));
      if (reasons.isEmpty()) {
        return;
      }
      ObjectStorageException first = reasons.get(0);
      if (first.getSuppressed().length == 0) { // else it was thrown before
        reasons.stream().skip(1).forEach(first::addSuppressed);
      }
      throw first;
    }
  }
}
