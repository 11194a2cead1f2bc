// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An option of a caller's client that breaks a promise of the store. The first two are defaults of
 * the driver.
 *
 * @see RedisIdempotencyStore.Builder#accept
 * @since 0.1.0
 */
public enum ClientRisk {

  /** A command whose answer was lost with the connection is sent a second time on the next one. */
  RESENDS_COMMANDS(
      "it sends scripts again after it has reconnected; set" + " replayFilter(command -> true)"),

  /** While there is no connection, commands wait for one, as many as come. */
  QUEUES_WITHOUT_LIMIT("it queues commands without limit while it is disconnected; set"
      + " disconnectedBehavior(REJECT_COMMANDS) or a requestQueueSize"),

  /** A command stays in the client's queues when its caller has long given up. */
  NO_TIME_LIMIT("it sets no time limit to commands; set timeoutOptions(TimeoutOptions.enabled())"),

  /** A connection that is lost stays lost, and with it the store. */
  NEVER_RECONNECTS("it does not reconnect; set autoReconnect(true)");

  private final String remedy;

  ClientRisk(String remedy) {
    this.remedy = remedy;
  }

  static void check(ClientOptions options, Set<ClientRisk> accepted) {
    String refused = Arrays.stream(values())
        .filter(risk -> risk.isIn(options) && !accepted.contains(risk))
        .map(risk -> risk + ": " + risk.remedy)
        .collect(Collectors.joining("; "));
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(
          "the options of the client are unsafe for idempotency (expected: safe ones, or"
              + " accept(ClientRisk…) with the names): " + refused);
    }
  }

  private boolean isIn(ClientOptions options) {
    return switch (this) {
      case RESENDS_COMMANDS -> options.isAutoReconnect() && resendsScripts(options);
      case QUEUES_WITHOUT_LIMIT ->
        queuesWhileDisconnected(options) && options.getRequestQueueSize() == Integer.MAX_VALUE;
      case NO_TIME_LIMIT -> !options.getTimeoutOptions().isTimeoutCommands();
      case NEVER_RECONNECTS -> !options.isAutoReconnect();
    };
  }

  /** What the filter says yes to is dropped. */
  private static boolean resendsScripts(ClientOptions options) {
    return Stream.of(CommandType.EVALSHA, CommandType.EVAL)
        .anyMatch(type -> !options.getReplayFilter().test(example(type)));
  }

  private static boolean queuesWhileDisconnected(ClientOptions options) {
    return options.getDisconnectedBehavior() == DisconnectedBehavior.ACCEPT_COMMANDS
        || (options.getDisconnectedBehavior() == DisconnectedBehavior.DEFAULT
            && options.isAutoReconnect());
  }

  private static Command<String, String, String> example(CommandType type) {
    return new Command<>(
        type, new StatusOutput<>(StringCodec.UTF8), new CommandArgs<>(StringCodec.UTF8));
  }
}
