// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All of another storage that stands below a prefix. */
final class ScopedObjectStorage implements ObjectStorage {

  private final ObjectStorage whole;
  private final String prefix;

  ScopedObjectStorage(ObjectStorage whole, String prefix) {
    this.whole = whole;
    this.prefix = ObjectKey.of(prefix).requireWritable().value() + "/";
  }

  /**
   * Reads too must not leave: a server that resolves dots would follow them. Whatever else is there,
   * such as a folder of a console, can be read and deleted.
   */
  private ObjectKey outer(ObjectKey key) {
    return ObjectKey.of(prefix + key.requireInside());
  }

  private ObjectKey inner(ObjectKey key) {
    return ObjectKey.of(key.value().substring(prefix.length()));
  }

  @Override
  public ObjectInfo put(ObjectKey key, Content content, UnaryOperator<PutOptions> options) {
    return whole.put(outer(key.requireWritable()), content, options).as(key);
  }

  @Override
  public ObjectWriter writer(ObjectKey key, String type, UnaryOperator<PutOptions> options) {
    return new ScopedObjectWriter(whole.writer(outer(key.requireWritable()), type, options), key);
  }

  @Override
  public StoredObject get(ObjectKey key, UnaryOperator<GetOptions> options) {
    return whole.get(outer(key), options).as(key);
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    return whole.head(outer(key)).map(info -> info.as(key));
  }

  /** A key that is the prefix alone, as consoles make it for a folder, has no name in here. */
  @Override
  public Stream<ObjectInfo.Summary> list(String inside, Optional<ObjectKey> after) {
    if (inside.matches("(.*/)?\\.\\.?/.*")) {
      // Below it there are only keys that this view refuses, and some servers refuse to look.
      return Stream.empty();
    }
    Optional<ObjectKey> outerAfter = after.map(key -> ObjectKey.of(prefix + key));
    return whole
        .list(prefix + inside, outerAfter)
        .filter(found -> found.key().value().length() > prefix.length())
        .map(found -> found.as(inner(found.key())));
  }

  @Override
  public void delete(ObjectKey key) {
    whole.delete(outer(key));
  }

  @Override
  public DeleteReport delete(Iterable<ObjectKey> keys) {
    List<ObjectKey> outerKeys =
        StreamSupport.stream(keys.spliterator(), false).map(this::outer).toList();
    DeleteReport report = whole.delete(outerKeys);
    Set<ObjectKey> deleted = new LinkedHashSet<>();
    report.deleted().forEach(key -> deleted.add(inner(key)));
    Map<ObjectKey, ObjectStorageException> failed = new LinkedHashMap<>();
    report.failed().forEach((key, reason) -> failed.put(inner(key), reason));
    return new DeleteReport(deleted, failed);
  }

  @Override
  public ObjectInfo copy(ObjectKey from, ObjectKey to, UnaryOperator<PutOptions> options) {
    return whole.copy(outer(from), outer(to.requireWritable()), options).as(to);
  }

  @Override
  public void close() {
    // The whole is the caller's.
  }

  @Override
  public String toString() {
    return whole + " below " + prefix;
  }

  private static final class ScopedObjectWriter extends ObjectWriter {

    private final ObjectWriter outer;
    private final ObjectKey key;

    ScopedObjectWriter(ObjectWriter outer, ObjectKey key) {
      this.outer = outer;
      this.key = key;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      outer.write(bytes, offset, count);
    }

    @Override
    public ObjectInfo commit() {
      return outer.commit().as(key);
    }

    @Override
    public void close() {
      outer.close();
    }
  }
}
