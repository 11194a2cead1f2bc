// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object storage in the memory of this process, for tests and for development on one instance.
 *
 * <p>It keeps every promise of {@link ObjectStorage} but one: objects end with the process, and no
 * other process sees them. It limits nothing, so what is put must fit into memory.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="in-memory"}
 *
 * @since 0.1.0
 */
public final class InMemoryObjectStorage implements ObjectStorage {

  private final ConcurrentNavigableMap<String, InMemoryObject> objects =
      new ConcurrentSkipListMap<>();
  private final InstantSource clock;
  private volatile boolean closed;

  private InMemoryObjectStorage(InstantSource clock) {
    this.clock = clock;
  }

  /** {@return an empty storage} */
  public static InMemoryObjectStorage create() {
    return new InMemoryObjectStorage(InstantSource.system());
  }

  /**
   * Makes a storage that dates its objects by a clock of yours.
   *
   * @param clock asked at each write
   * @return an empty storage
   */
  public static InMemoryObjectStorage create(InstantSource clock) {
    return new InMemoryObjectStorage(requireNonNull(clock, "clock"));
  }

  @Override
  public ObjectInfo put(ObjectKey key, Content content, UnaryOperator<PutOptions> options) {
    requireOpen();
    key.requireWritable();
    PutOptions put = options.apply(PutOptions.none());
    content.length().ifPresent(put::requireWithinLimit);
    // One byte too many is enough to know.
    long most = Math.min(put.maxBytes().orElse(Integer.MAX_VALUE), Integer.MAX_VALUE - 1) + 1;
    try (InputStream in = content.open()) {
      byte[] bytes = in.readNBytes((int) most);
      put.requireWithinLimit(bytes.length);
      ObjectInfo info = write(key, put, InMemoryObject.of(key, bytes, content.type(), put, now()));
      put.sent(info.size());
      return info;
    } catch (IOException e) {
      throw HonestInputStream.sourceFailed(e);
    }
  }

  @Override
  public ObjectWriter writer(ObjectKey key, String type, UnaryOperator<PutOptions> options) {
    requireOpen();
    key.requireWritable();
    PutOptions put = options.apply(PutOptions.none());
    String checked = Content.requireType(type);
    return new InMemoryObjectWriter(
        put, bytes -> write(key, put, InMemoryObject.of(key, bytes, checked, put, now())));
  }

  private Instant now() {
    return clock.instant();
  }

  private ObjectInfo write(ObjectKey key, PutOptions put, InMemoryObject object) {
    requireOpen();
    objects.compute(key.value(), (name, before) -> {
      if (put.onlyIfAbsent() && before != null) {
        throw new PreconditionFailedException(key + " is there already; nothing was changed", null);
      }
      put.expectedEtag().ifPresent(etag -> requireEtag(key, before, etag));
      return object;
    });
    return object.info();
  }

  private static void requireEtag(ObjectKey key, @Nullable InMemoryObject found, String etag) {
    if (found == null || !found.info().etag().equals(etag)) {
      throw new PreconditionFailedException(
          key + " is not the one that has the etag " + etag, null);
    }
  }

  @Override
  public StoredObject get(ObjectKey key, UnaryOperator<GetOptions> options) {
    GetOptions get = options.apply(GetOptions.none());
    InMemoryObject found = find(key);
    get.expectedEtag().ifPresent(etag -> requireEtag(key, found, etag));
    return StoredObject.of(found.info(), new ByteArrayInputStream(found.range(get)));
  }

  private InMemoryObject find(ObjectKey key) {
    requireOpen();
    InMemoryObject found = objects.get(key.value());
    if (found == null) {
      throw new ObjectNotFoundException("there is no object " + key, null);
    }
    return found;
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    requireOpen();
    return Optional.ofNullable(objects.get(key.value())).map(InMemoryObject::info);
  }

  @Override
  public Stream<ObjectInfo.Summary> list(String prefix, Optional<ObjectKey> after) {
    requireOpen();
    String first =
        after.map(ObjectKey::value).filter(key -> key.compareTo(prefix) > 0).orElse(prefix);
    return objects
        .tailMap(first, after.isEmpty() || !first.equals(after.get().value()))
        .values()
        .stream()
        .map(InMemoryObject::info)
        .takeWhile(info -> info.key().value().startsWith(prefix))
        .map(info -> new ObjectInfo.Summary(info.key(), info.size(), info.etag(), info.modified()));
  }

  @Override
  public void delete(ObjectKey key) {
    requireOpen();
    objects.remove(key.value());
  }

  @Override
  public DeleteReport delete(Iterable<ObjectKey> keys) {
    Set<ObjectKey> deleted = new HashSet<>();
    for (ObjectKey key : keys) {
      delete(key);
      deleted.add(key);
    }
    return new DeleteReport(deleted, Map.of());
  }

  @Override
  public ObjectInfo copy(ObjectKey from, ObjectKey to, UnaryOperator<PutOptions> options) {
    to.requireWritable();
    InMemoryObject source = find(from);
    PutOptions put = options.apply(PutOptions.none());
    put.requireWithinLimit(source.info().size());
    ObjectInfo info = write(to, put, source.copy(to, put, now()));
    put.sent(info.size());
    return info;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the storage is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    objects.clear();
  }

  /** {@return the number of objects} */
  @Override
  public String toString() {
    return "InMemoryObjectStorage[" + objects.size() + " objects]";
  }
}
