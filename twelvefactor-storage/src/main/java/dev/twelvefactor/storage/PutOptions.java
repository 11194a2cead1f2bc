// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an object is stored: conditions, a limit, headers and metadata.
 *
 * <p>Immutable and thread-safe; every method that sets something answers a copy. Those without an
 * argument, {@link #sent} and {@link #requireWithinLimit} are for those who write a storage.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="put-options"}
 *
 * @since 0.1.0
 */
public final class PutOptions {

  private static final Logger log = LoggerFactory.getLogger(PutOptions.class);
  private static final PutOptions NONE =
      new PutOptions(null, OptionalLong.empty(), Map.of(), Map.of(), Map.of(), sent -> {});
  private static final String ABSENT = "";
  private static final int MAX_METADATA_BYTES = 1900;
  private static final Pattern METADATA_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
  private static final int MAX_TAGS = 10;
  private static final String OF_TAGS = "[\\p{L}\\p{Z}\\p{N}_.:/=+@-]";
  private static final Pattern TAG = Pattern.compile("(?!aws:)" + OF_TAGS + "{1,128}");
  private static final Pattern TAG_VALUE = Pattern.compile(OF_TAGS + "{0,256}");
  private static final Pattern ASCII = Pattern.compile("[!-~]([ -~]*[!-~])?");

  private final @Nullable String condition;
  private final OptionalLong maxBytes;
  private final Map<String, String> metadata;
  private final Map<String, String> tags;
  private final Map<String, String> headers;
  private final LongConsumer progress;

  private PutOptions(
      @Nullable String condition,
      OptionalLong maxBytes,
      Map<String, String> metadata,
      Map<String, String> tags,
      Map<String, String> headers,
      LongConsumer progress) {
    this.condition = condition;
    this.maxBytes = maxBytes;
    this.metadata = metadata;
    this.tags = tags;
    this.headers = headers;
    this.progress = progress;
  }

  /** {@return options that ask for nothing} */
  public static PutOptions none() {
    return NONE;
  }

  /**
   * Stores only if there is no object yet. Takes the place of {@link #ifMatch}.
   *
   * @return a copy with this condition
   */
  public PutOptions ifAbsent() {
    return new PutOptions(ABSENT, maxBytes, metadata, tags, headers, progress);
  }

  /**
   * Stores only if the object there has this content. Takes the place of {@link #ifAbsent}. What
   * changed and was changed back in between is not noticed.
   *
   * @param etag the {@link ObjectInfo#etag()} that was read
   * @return a copy with this condition
   * @throws IllegalArgumentException if it is no entity tag
   */
  public PutOptions ifMatch(String etag) {
    return new PutOptions(
        GetOptions.requireEtag(etag), maxBytes, metadata, tags, headers, progress);
  }

  /**
   * Refuses contents that are longer, at the first byte too many.
   *
   * @param bytes at least 0; there is no limit by default
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public PutOptions maxBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("maxBytes: " + bytes + " (expected: >= 0)");
    }
    return new PutOptions(condition, OptionalLong.of(bytes), metadata, tags, headers, progress);
  }

  /**
   * Adds a piece of metadata.
   *
   * @param name 1 to 128 of {@code a-z 0-9 . _ -}, not {@code tf-…}; capitals become small
   * @param value printable ASCII without a space at either end
   * @return a copy with this metadata too
   * @throws IllegalArgumentException if either has another form, or if all have over 1900 characters
   */
  public PutOptions metadata(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!METADATA_NAME.matcher(lower).matches() || lower.startsWith("tf-")) {
      throw new IllegalArgumentException("metadata name \"" + name
          + "\" (expected: 1 to 128 of a-z 0-9 . _ - that do not begin with tf-)");
    }
    requireAscii("metadata " + lower, value);
    Map<String, String> more = with(metadata, lower, value);
    int size = (String.join("", more.keySet()) + String.join("", more.values())).length();
    if (size > MAX_METADATA_BYTES) {
      throw new IllegalArgumentException(
          "metadata of " + size + " characters (expected: <= " + MAX_METADATA_BYTES + ")");
    }
    return new PutOptions(condition, maxBytes, more, tags, headers, progress);
  }

  /**
   * Adds a tag, by which rules of the bucket and bills tell objects apart. A copy has those of its
   * source too. In memory nobody sees them; a server without tags refuses the put.
   *
   * @param name 1 to 128 letters, digits, spaces and {@code + - = . _ : / @}; not {@code aws:…}
   * @param value up to 256 of them
   * @return a copy with this tag too, in place of one of that name
   * @throws IllegalArgumentException if either has another form, or if there are more than 10
   */
  public PutOptions tag(String name, String value) {
    if (!TAG.matcher(name).matches() || !TAG_VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "tag \"" + name + "\" = \"" + value
              + "\" (expected: 1 to 128 and up to 256 letters, digits, spaces, + - = . _ : / @; no aws:)");
    }
    Map<String, String> more = with(tags, name, value);
    if (more.size() > MAX_TAGS) {
      throw new IllegalArgumentException(more.size() + " tags (expected: <= " + MAX_TAGS + ")");
    }
    return new PutOptions(condition, maxBytes, metadata, more, headers, progress);
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }

  /**
   * Has the server encrypt the object with a key of its key management service in place of the
   * bucket's default. Readers need the right to use it. In memory nothing is encrypted.
   *
   * @param id the key's id or ARN
   * @return a copy with this key
   * @throws IllegalArgumentException if it is not printable ASCII
   */
  public PutOptions kmsKey(String id) {
    return header("kmsKey", id);
  }

  private PutOptions header(String name, String value) {
    Map<String, String> more = with(headers, name, requireAscii(name, value));
    return new PutOptions(condition, maxBytes, metadata, tags, more, progress);
  }

  /**
   * Sets what {@code Cache-Control} says to those who fetch the object.
   *
   * @param value such as {@code "max-age=3600"}
   * @return a copy with this header
   * @throws IllegalArgumentException if it is not printable ASCII
   */
  public PutOptions cacheControl(String value) {
    return header("cacheControl", value);
  }

  /**
   * Sets what {@code Content-Disposition} says to those who fetch the object.
   *
   * @param value such as {@code "attachment"}
   * @return a copy with this header
   * @throws IllegalArgumentException if it is not printable ASCII
   */
  public PutOptions contentDisposition(String value) {
    return header("contentDisposition", value);
  }

  /**
   * Hears how many bytes have arrived so far: after each part of a large content, which has 8 MiB or
   * more, and when all have. A content of up to 8 MiB is one part; so is a plain copy.
   *
   * <p>The number only grows. It is told on the thread that puts, writes or commits, which goes on
   * when the listener returns. A listener that throws fails nothing: that is logged, and it is not
   * called again. That all bytes have arrived does not say that the object is stored.
   *
   * @param listener such as {@code sent -> bar.show(sent)}
   * @return a copy with this listener, in place of one of before
   */
  public PutOptions progress(LongConsumer listener) {
    return new PutOptions(condition, maxBytes, metadata, tags, headers, safe(listener));
  }

  private static LongConsumer safe(LongConsumer listener) {
    requireNonNull(listener, "listener");
    AtomicBoolean failed = new AtomicBoolean();
    return sent -> {
      try {
        if (!failed.get()) {
          listener.accept(sent);
        }
      } catch (Throwable e) {
        failed.set(true);
        log.warn("a progress listener throws; it is not called again, and the put goes on", e);
      }
    };
  }

  private static String requireAscii(String what, String value) {
    if (!ASCII.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + " (expected: printable ASCII without a space at either end)");
    }
    return value;
  }

  /** {@return for those who write a storage: whether there must be no object yet} */
  public boolean onlyIfAbsent() {
    return ABSENT.equals(condition);
  }

  /** {@return for those who write a storage: the entity tag that the object there must have} */
  public Optional<String> expectedEtag() {
    return Optional.ofNullable(condition).filter(tag -> !tag.equals(ABSENT));
  }

  /** {@return for those who write a storage: how many bytes there may be} */
  public OptionalLong maxBytes() {
    return maxBytes;
  }

  /** {@return for those who write a storage: the metadata by name} */
  public Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  /** {@return for those who write a storage: the tags by name} */
  public Map<String, String> tags() {
    return Map.copyOf(tags);
  }

  /** {@return for those who write a storage: the key that the object is encrypted with} */
  public Optional<String> kmsKey() {
    return Optional.ofNullable(headers.get("kmsKey"));
  }

  /** {@return for those who write a storage: the header of that name} */
  public Optional<String> cacheControl() {
    return Optional.ofNullable(headers.get("cacheControl"));
  }

  /** {@return for those who write a storage: the header of that name} */
  public Optional<String> contentDisposition() {
    return Optional.ofNullable(headers.get("contentDisposition"));
  }

  /**
   * Tells the {@link #progress} of a put, for those who write a storage.
   *
   * @param bytes how many have arrived so far
   */
  public void sent(long bytes) {
    progress.accept(bytes);
  }

  /**
   * Holds a content to the limit, for those who write a storage.
   *
   * @param bytes how many there are, or are so far
   * @throws ObjectStorageException if that is more than {@link #maxBytes()}
   */
  public void requireWithinLimit(long bytes) {
    if (maxBytes.isPresent() && bytes > maxBytes.getAsLong()) {
      throw new ObjectStorageException(
          ObjectStorageException.Reason.TOO_LARGE,
          "the content has at least " + bytes + " bytes (expected: at most " + maxBytes.getAsLong()
              + "); nothing is stored",
          /* maybeApplied= */ false,
          null);
    }
  }
}
