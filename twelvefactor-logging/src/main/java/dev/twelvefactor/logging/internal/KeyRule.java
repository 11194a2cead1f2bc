// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells from the name of a value whether it is secret: if the words of the name end with those of a
 * listed one.
 *
 * <p>So {@code user_password}, {@code PGPASSWORD} and {@code stripeApiKey} are, {@code token_count} and {@code
 * password_changed_at} are not. Where several listed names fit, the longest decides.
 */
final class KeyRule {

  /** The longest name that is looked at, in characters; of a longer one, its end. */
  static final int LONGEST = 64;

  private static final List<String> NAMES = List.of(
      "password",
      "passwords",
      "passwd",
      "pwd",
      "passphrase",
      "password_hash",
      "passcode",
      "secret",
      "secrets",
      "token",
      "api_key",
      "api_keys",
      "apikey",
      "access_key",
      "secret_key",
      "access_key_id",
      "private_key",
      "signing_key",
      "encryption_key",
      "client_secret",
      "credential",
      "credentials",
      "authorization",
      "auth",
      "bearer",
      "cookie",
      "cookies",
      "set_cookie",
      "session_id",
      "sessionid",
      "jsessionid",
      "phpsessid",
      "card_number",
      "cardnumber",
      "credit_card",
      "creditcard",
      "pan",
      "cvv",
      "cvv2",
      "cvc",
      "ssn",
      "social_security_number",
      "otp",
      "mfa_code",
      "accesstoken",
      "refreshtoken",
      "authtoken",
      "privatekey",
      "secretkey",
      "accesskey",
      "clientsecret",
      "userpassword");

  /** No other word ends in one of these, so that they are secret with anything before them. */
  private static final char[][] ALSO_WITHIN_A_WORD =
      words(List.of("password", "passwd", "passphrase", "apikey"));

  private static final char[][] TO_END_OF_LINE =
      words(List.of("authorization", "cookie", "cookies"));

  private static final char[][] NONE = {};
  private static final int BUCKETS = 256;

  private final char[][][] sensitive;
  private final char[][] harmless;

  private KeyRule(Collection<String> sensitive, Collection<String> harmless) {
    this.sensitive = byEnd(words(sensitive));
    this.harmless = words(harmless);
  }

  private static char[][] words(Collection<String> names) {
    char[][] result = new char[names.size()][];
    int i = 0;
    for (String name : names) {
      result[i++] = name.toCharArray();
    }
    return result;
  }

  /** The names by their last two characters, so that most of what is asked needs no comparison. */
  private static char[][][] byEnd(char[][] names) {
    char[][][] result = new char[BUCKETS][][];
    Arrays.fill(result, NONE);
    for (char[] name : names) {
      // One letter may follow any other.
      int first = name.length < 2 ? 0 : bucket(name);
      int last = name.length < 2 ? BUCKETS - 1 : first;
      for (int i = first; i <= last; i++) {
        result[i] = Arrays.copyOf(result[i], result[i].length + 1);
        result[i][result[i].length - 1] = name;
      }
    }
    return result;
  }

  private static int bucket(char[] name) {
    return (name[name.length - 1] * 31 + name[name.length - 2]) & (BUCKETS - 1);
  }

  /** The names that are secret if nobody says otherwise. */
  static KeyRule standard() {
    return of(List.of(), List.of());
  }

  /** The standard names with more and without some; each in any spelling of its words. */
  static KeyRule of(Collection<String> more, Collection<String> less) {
    Set<String> names = new LinkedHashSet<>(NAMES);
    Set<String> harmless = new LinkedHashSet<>();
    for (String name : more) {
      names.add(spelled(name));
    }
    for (String name : less) {
      names.remove(spelled(name));
      harmless.add(spelled(name));
    }
    return new KeyRule(names, harmless);
  }

  private static String spelled(String name) {
    char[] spelled = scratch();
    int start = spell(name, 0, name.length(), spelled);
    return new String(spelled, start, spelled.length - start);
  }

  boolean isSensitive(CharSequence name) {
    return isSensitive(name, 0, name.length(), scratch());
  }

  /** Room to spell a name in; whoever asks often keeps one. */
  static char[] scratch() {
    return new char[2 * LONGEST];
  }

  boolean isSensitive(CharSequence text, int from, int to, char[] spelled) {
    int start = spell(text, from, to, spelled);
    int fit = longest(sensitive[bucket(spelled)], spelled, start);
    return fit > 0 && longest(harmless, spelled, start) < fit;
  }

  /** Whether the value of this header goes on to the end of its line. */
  static boolean isWholeLine(CharSequence text, int from, int to, char[] spelled) {
    int start = spell(text, from, to, spelled);
    return longest(TO_END_OF_LINE, spelled, start) > 0;
  }

  /**
   * Whether the text ends as the beginning of an assignment to a secret does: {@code "password="},
   * {@code "apiKey: '"} or {@code "token "}.
   */
  boolean announcesSecret(CharSequence text, char[] spelled) {
    int end = text.length();
    int floor = Math.max(0, end - 6);
    while (end > floor && mayStandBetween(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && end - start < LONGEST && isNamePart(text.charAt(start - 1))) {
      start--;
    }
    return start < end && isSensitive(text, start, end, spelled);
  }

  /** Whether it may stand between a name and its value. */
  private static boolean mayStandBetween(char c) {
    return switch (c) {
      case ' ', '\t', '=', ':', '"', '\'', '\\', '<', '>', '(', '[', '{' -> true;
      default -> false;
    };
  }

  static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }

  private static int longest(char[][] names, char[] spelled, int start) {
    int longest = 0;
    for (char[] name : names) {
      if (name.length > longest && endsWith(spelled, start, name)) {
        longest = name.length;
      }
    }
    return longest;
  }

  private static boolean endsWith(char[] spelled, int start, char[] name) {
    int at = spelled.length - name.length;
    if (at < start) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (spelled[at + i] != name[i]) {
        return false;
      }
    }
    return at == start || spelled[at - 1] == '_' || isAlsoWithinAWord(name);
  }

  private static boolean isAlsoWithinAWord(char[] name) {
    for (char[] one : ALSO_WITHIN_A_WORD) {
      if (Arrays.equals(one, name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes the words of a name in lower case with {@code _} between them to the end of a buffer,
   * and answers where they begin. Digits at the end of the name are left out.
   */
  private static int spell(CharSequence text, int from, int to, char[] spelled) {
    int end = to;
    while (end > from && Character.isDigit(text.charAt(end - 1)) && !isCvv(text, end)) {
      end--;
    }
    int at = spelled.length;
    int first = Math.max(from, end - LONGEST);
    for (int i = end - 1; i >= first; i--) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z') {
        spelled[--at] = c;
        continue;
      }
      if (!Character.isLetterOrDigit(c)) {
        at = separate(spelled, at);
        continue;
      }
      spelled[--at] = Character.toLowerCase(c);
      if (i > first && beginsWord(text, i, end)) {
        at = separate(spelled, at);
      }
    }
    return at < spelled.length && spelled[at] == '_' ? at + 1 : at;
  }

  private static boolean isCvv(CharSequence text, int end) {
    return end > 3 && text.charAt(end - 1) == '2' && (text.charAt(end - 2) | 0x20) == 'v';
  }

  private static int separate(char[] spelled, int at) {
    if (at == spelled.length || spelled[at] == '_') {
      return at;
    }
    spelled[at - 1] = '_';
    return at - 1;
  }

  /** An upper case letter after a lower case one, or the last of several before a lower case one. */
  private static boolean beginsWord(CharSequence text, int i, int end) {
    if (!Character.isUpperCase(text.charAt(i))) {
      return false;
    }
    char before = text.charAt(i - 1);
    if (Character.isLowerCase(before) || Character.isDigit(before)) {
      return true;
    }
    return Character.isUpperCase(before)
        && i + 1 < end
        && Character.isLowerCase(text.charAt(i + 1));
  }
}
