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
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

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

  private interface Source {
    InputStream open() throws IOException;
  }

  private final Source source;
  private final boolean ours;
  private final OptionalLong length;
  private final String type;

  private Content(Source source, boolean ours, OptionalLong length, String type) {
    this.source = source;
    this.ours = ours;
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
    requireNonNull(bytes, "bytes");
    return new Content(
        () -> new ByteArrayInputStream(bytes),
        /* ours= */ true,
        OptionalLong.of(bytes.length),
        DEFAULT_TYPE);
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
    return new Content(
        () -> Files.newInputStream(file), /* ours= */ true, OptionalLong.empty(), DEFAULT_TYPE);
  }

  /**
   * Takes a stream whose length is not known. It is stored with bounded memory.
   *
   * @param stream read to its end when it is stored; the caller closes it
   * @return the content, for one put
   */
  public static Content of(InputStream stream) {
    return new Content(once(stream), /* ours= */ false, OptionalLong.empty(), DEFAULT_TYPE);
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
    return new Content(once(stream), /* ours= */ false, OptionalLong.of(length), DEFAULT_TYPE);
  }

  private static Source once(InputStream stream) {
    requireNonNull(stream, "stream");
    AtomicBoolean used = new AtomicBoolean();
    return () -> {
      if (!used.compareAndSet(false, true)) {
        throw new IllegalStateException("the stream of this content was read by an earlier put;"
            + " make a new Content for each, or use bytes or a file");
      }
      return stream;
    };
  }

  /**
   * Names the media type.
   *
   * @param type such as {@code image/png}
   * @return a content of the same bytes and that type
   * @throws IllegalArgumentException if it is no media type
   */
  public Content type(String type) {
    return new Content(source, ours, length, requireType(type));
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
      return new HonestInputStream(source.open(), length, ours);
    } catch (IOException e) {
      throw HonestInputStream.sourceFailed(e);
    }
  }

  @Override
  public String toString() {
    return "Content[" + type + ", "
        + (length.isPresent() ? length.getAsLong() + " bytes" : "unknown length") + "]";
  }
}
