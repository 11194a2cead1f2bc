// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object that is to be stored, and their media type.
 *
 * <p>The type is {@code application/octet-stream} unless {@link #type(String)} names another; it is
 * never guessed. A content made of a stream is used up by the first put; all others may be put
 * again. Safe for use by many threads as far as its source is.
 *
 * @since 0.1.0
 */
public final class Content {

  private static final String DEFAULT_TYPE = "application/octet-stream";
  private static final Pattern TYPE =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+( *;[ -~]*)?");

  private final byte @Nullable [] bytes;
  private final @Nullable Path file;

  /** Empty when it was used; null if the content is none of a stream. */
  private final @Nullable AtomicReference<@Nullable InputStream> stream;

  private final OptionalLong length;
  private final String type;

  private Content(
      byte @Nullable [] bytes,
      @Nullable Path file,
      @Nullable AtomicReference<@Nullable InputStream> stream,
      OptionalLong length,
      String type) {
    this.bytes = bytes;
    this.file = file;
    this.stream = stream;
    this.length = length;
    this.type = type;
  }

  /**
   * Takes bytes from memory.
   *
   * @param bytes not copied, so not to be changed until they are stored
   * @return the content
   */
  public static Content of(byte[] bytes) {
    return new Content(bytes, null, null, OptionalLong.of(bytes.length), DEFAULT_TYPE);
  }

  /**
   * Takes a text, whose bytes are UTF-8 and whose type is {@code text/plain; charset=utf-8}.
   *
   * @param text the text
   * @return the content
   */
  public static Content of(String text) {
    return of(text.getBytes(UTF_8)).type("text/plain; charset=utf-8");
  }

  /**
   * Takes a file, whose length is not known before it is read to its end.
   *
   * @param file opened when it is stored, and closed then
   * @return the content
   */
  public static Content of(Path file) {
    requireNonNull(file, "file");
    return new Content(null, file, null, OptionalLong.empty(), DEFAULT_TYPE);
  }

  /**
   * Takes a stream whose length is not known. It is stored with bounded memory.
   *
   * @param stream read to its end when it is stored; the caller closes it
   * @return the content, for one put
   */
  public static Content of(InputStream stream) {
    return of(stream, OptionalLong.empty());
  }

  /**
   * Takes a stream that must have so many bytes; if it has fewer or more, nothing is stored.
   *
   * @param stream read to its end when it is stored; the caller closes it
   * @param length in bytes; zero or more
   * @return the content, for one put
   * @throws IllegalArgumentException if the length is negative
   */
  public static Content of(InputStream stream, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
    }
    return of(stream, OptionalLong.of(length));
  }

  private static Content of(InputStream stream, OptionalLong length) {
    requireNonNull(stream, "stream");
    return new Content(null, null, new AtomicReference<>(stream), length, DEFAULT_TYPE);
  }

  /**
   * Names the media type.
   *
   * @param type such as {@code image/png}
   * @return a content of the same bytes and that type
   * @throws IllegalArgumentException if it is no media type
   */
  public Content type(String type) {
    return new Content(bytes, file, stream, length, requireType(type));
  }

  static String requireType(String type) {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException("type \"" + type.replaceAll("\\p{Cntrl}", "?")
          + "\" (expected: a media type such as image/png or text/plain; charset=utf-8)");
    }
    return type;
  }

  /** {@return the media type} */
  public String type() {
    return type;
  }

  /** {@return how many bytes there are, or empty if that is not known before they are read} */
  public OptionalLong length() {
    return length;
  }

  /**
   * {@return for those who write a storage: the bytes themselves, which are not to be changed, or
   * empty if they are not in memory}
   */
  public Optional<byte[]> bytes() {
    return Optional.ofNullable(bytes);
  }

  /**
   * Opens the bytes, for those who write a storage. The stream holds its source to its word: it throws
   * an {@link ObjectStorageException} where the source has fewer or more bytes than {@link #length()},
   * and where it fails, with the source's own failure as the cause.
   *
   * @return the bytes, to be closed
   * @throws IllegalStateException if it is the content of a stream and was opened before
   * @throws ObjectStorageException if the source cannot be opened
   */
  public InputStream open() {
    try {
      return new HonestInputStream(source(), length, stream == null);
    } catch (IOException e) {
      throw HonestInputStream.sourceFailed(e);
    }
  }

  private InputStream source() throws IOException {
    if (bytes != null) {
      return new ByteArrayInputStream(bytes);
    }
    if (file != null) {
      return Files.newInputStream(file);
    }
    InputStream unused = requireNonNull(stream).getAndSet(null);
    if (unused == null) {
      throw new IllegalStateException("the stream of this content was read by an earlier put;"
          + " make a new Content for each, or use bytes or a file");
    }
    return unused;
  }

  @Override
  public String toString() {
    return "Content[" + type + ", "
        + (length.isPresent() ? length.getAsLong() + " bytes" : "unknown length") + "]";
  }
}
