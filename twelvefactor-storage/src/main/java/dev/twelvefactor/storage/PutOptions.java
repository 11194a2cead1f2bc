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
 * <p>Immutable, and safe for use by many threads; every method that sets something answers a copy.
 * Those without an argument, {@link #sent} and {@link #requireWithinLimit} are for those who write a
 * storage, and of no use in a call.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="put-options"}
 *
 * @since 0.1.0
 */
public final class PutOptions {

  private static final Logger log = LoggerFactory.getLogger(PutOptions.class);
  private static final PutOptions NONE =
      new PutOptions(null, OptionalLong.empty(), Map.of(), null, null, sent -> {});
  private static final String ABSENT = "";
  private static final int MAX_METADATA_BYTES = 1900;
  private static final Pattern METADATA_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
  private static final Pattern ASCII = Pattern.compile("[!-~]([ -~]*[!-~])?");

  private final @Nullable String condition;
  private final OptionalLong maxBytes;
  private final Map<String, String> metadata;
  private final @Nullable String cacheControl;
  private final @Nullable String contentDisposition;
  private final LongConsumer progress;

  private PutOptions(
      @Nullable String condition,
      OptionalLong maxBytes,
      Map<String, String> metadata,
      @Nullable String cacheControl,
      @Nullable String contentDisposition,
      LongConsumer progress) {
    this.condition = condition;
    this.maxBytes = maxBytes;
    this.metadata = metadata;
    this.cacheControl = cacheControl;
    this.contentDisposition = contentDisposition;
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
    return new PutOptions(ABSENT, maxBytes, metadata, cacheControl, contentDisposition, progress);
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
    String tag = GetOptions.requireEtag(etag);
    return new PutOptions(tag, maxBytes, metadata, cacheControl, contentDisposition, progress);
  }

  /**
   * Refuses contents that are longer; reading stops at the first byte too many.
   *
   * @param bytes at least 0; there is no limit by default
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public PutOptions maxBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("maxBytes: " + bytes + " (expected: >= 0)");
    }
    return new PutOptions(
        condition, OptionalLong.of(bytes), metadata, cacheControl, contentDisposition, progress);
  }

  /**
   * Adds a piece of metadata.
   *
   * @param name 1 to 128 of {@code a-z 0-9 . _ -}; capitals become small, and names that begin with
   *     {@code tf-} are taken
   * @param value printable ASCII without a space at either end
   * @return a copy with this metadata too
   * @throws IllegalArgumentException if the name or value has another form, or if all names and
   *     values together are longer than 1900 characters
   */
  public PutOptions metadata(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!METADATA_NAME.matcher(lower).matches() || lower.startsWith("tf-")) {
      throw new IllegalArgumentException("metadata name \"" + name
          + "\" (expected: 1 to 128 of a-z 0-9 . _ - that do not begin with tf-)");
    }
    requireAscii("metadata " + lower, value);
    Map<String, String> more = new TreeMap<>(metadata);
    more.put(lower, value);
    int size = more.entrySet().stream()
        .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
        .sum();
    if (size > MAX_METADATA_BYTES) {
      throw new IllegalArgumentException(
          "metadata of " + size + " characters (expected: <= " + MAX_METADATA_BYTES + ")");
    }
    return new PutOptions(condition, maxBytes, more, cacheControl, contentDisposition, progress);
  }

  /**
   * Sets what {@code Cache-Control} says to those who fetch the object.
   *
   * @param value such as {@code "max-age=3600"}
   * @return a copy with this header
   * @throws IllegalArgumentException if it is not printable ASCII
   */
  public PutOptions cacheControl(String value) {
    String ascii = requireAscii("cacheControl", value);
    return new PutOptions(condition, maxBytes, metadata, ascii, contentDisposition, progress);
  }

  /**
   * Sets what {@code Content-Disposition} says to those who fetch the object.
   *
   * @param value such as {@code "attachment"}
   * @return a copy with this header
   * @throws IllegalArgumentException if it is not printable ASCII
   */
  public PutOptions contentDisposition(String value) {
    String ascii = requireAscii("contentDisposition", value);
    return new PutOptions(condition, maxBytes, metadata, cacheControl, ascii, progress);
  }

  /**
   * Hears how many bytes have arrived so far: after each part of a large content, which has 8 MiB or
   * more, and when all have. A content of up to 8 MiB is one part; so is a plain copy.
   *
   * <p>The number only grows, also where a part is sent again. It is told on the thread that puts,
   * writes or commits, which goes on when the listener returns. A listener that throws fails nothing:
   * that is reported in the log, and it is not called again. That all bytes have arrived does not say
   * that the object is stored; that {@code put} returns does.
   *
   * @param listener such as {@code sent -> bar.show(sent)}
   * @return a copy with this listener, in place of one of before
   */
  public PutOptions progress(LongConsumer listener) {
    LongConsumer safe = safe(requireNonNull(listener, "listener"));
    return new PutOptions(condition, maxBytes, metadata, cacheControl, contentDisposition, safe);
  }

  private static LongConsumer safe(LongConsumer listener) {
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

  /** {@return for those who write a storage: the header of that name} */
  public Optional<String> cacheControl() {
    return Optional.ofNullable(cacheControl);
  }

  /** {@return for those who write a storage: the header of that name} */
  public Optional<String> contentDisposition() {
    return Optional.ofNullable(contentDisposition);
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
