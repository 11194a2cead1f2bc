// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The name and type of an attribute; a constant of the class that owns the attribute.
 *
 * {@snippet class="dev.twelvefactor.session.SessionSnippets" region="keys"}
 *
 * <p>Keys are immutable and safe for use by many threads. Two keys are equal if their names are:
 * a session has one attribute of a name, whatever type it is read as.
 *
 * @param <T> the type of the attribute
 * @since 0.1.0
 */
public final class SessionKey<T> {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String name;
  private final Type type;
  private final @Nullable Duration timeToLive;
  private final boolean emptyIfUnreadable;

  private SessionKey(
      String name, Type type, @Nullable Duration timeToLive, boolean emptyIfUnreadable) {
    this.name = name;
    this.type = type;
    this.timeToLive = timeToLive;
    this.emptyIfUnreadable = emptyIfUnreadable;
  }

  /**
   * Makes the key of an attribute.
   *
   * @param <T> the type of the attribute
   * @param name 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -}; the name in the store
   * @param type a class that the store's codec can write and read, such as a record
   * @return the key
   * @throws IllegalArgumentException if the name has another form
   */
  public static <T> SessionKey<T> of(String name, Class<T> type) {
    return new SessionKey<>(checked(name), Objects.requireNonNull(type, "type"), null, false);
  }

  /**
   * Makes the key of an attribute that is a list.
   *
   * @param <E> the type of the elements
   * @param name as for {@link #of}
   * @param elementType a class that the store's codec can write and read
   * @return the key
   * @throws IllegalArgumentException if the name has another form
   */
  public static <E> SessionKey<List<E>> listOf(String name, Class<E> elementType) {
    Objects.requireNonNull(elementType, "elementType");
    Type type = new Generic(List.class, List.of(elementType));
    return new SessionKey<>(checked(name), type, null, false);
  }

  /**
   * Makes the key of an attribute that is a map by strings. Whatever is more deeply generic goes in
   * a record: {@code record Prices(Map<String, List<Price>> bySku) {}}.
   *
   * @param <V> the type of the values
   * @param name as for {@link #of}
   * @param valueType a class that the store's codec can write and read
   * @return the key
   * @throws IllegalArgumentException if the name has another form
   */
  public static <V> SessionKey<Map<String, V>> mapOf(String name, Class<V> valueType) {
    Objects.requireNonNull(valueType, "valueType");
    Type type = new Generic(Map.class, List.of(String.class, valueType));
    return new SessionKey<>(checked(name), type, null, false);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("attribute name \"" + name.replaceAll("\\p{Cntrl}", "?")
          + "\" (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    return name;
  }

  /**
   * Makes a key whose attribute expires by itself: a one-time code, say.
   *
   * <p>The time runs from the moment that a value is set with {@link Session#with}, by the clock
   * of the store.
   *
   * @param timeToLive 1 ms to 3650 days; the default is as long as the session
   * @return a copy of this key
   * @throws IllegalArgumentException if {@code timeToLive} is out of bounds
   */
  public SessionKey<T> timeToLive(Duration timeToLive) {
    SessionStoreBuilder.within("time to live of attribute \"" + name + "\"", timeToLive);
    return new SessionKey<>(name, type, timeToLive, emptyIfUnreadable);
  }

  /**
   * Makes a key for which a stored value that cannot be read counts as absent.
   *
   * <p>The default is to throw {@link UnreadableAttributeException}. Either way the stored value
   * stays as it is until it is overwritten, so that an older or newer release can still read it.
   *
   * @return a copy of this key
   */
  public SessionKey<T> emptyIfUnreadable() {
    return new SessionKey<>(name, type, timeToLive, true);
  }

  /** {@return the name of the attribute in the store} */
  public String name() {
    return name;
  }

  /** {@return the type that values are read as} */
  public Type type() {
    return type;
  }

  Optional<Duration> timeToLive() {
    return Optional.ofNullable(timeToLive);
  }

  boolean isEmptyIfUnreadable() {
    return emptyIfUnreadable;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionKey<?> key && name.equals(key.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** {@return the name and the type} */
  @Override
  public String toString() {
    return "SessionKey[" + name + ": " + type.getTypeName() + "]";
  }

  private record Generic(Class<?> raw, List<Class<?>> arguments) implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(new Type[0]);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return null;
    }

    @Override
    public String getTypeName() {
      return arguments.stream()
          .map(Type::getTypeName)
          .collect(Collectors.joining(", ", raw.getTypeName() + "<", ">"));
    }
  }
}
