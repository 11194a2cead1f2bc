// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnDriverTest {

  /** A change that is sent a second time behind our back might undo what came in between. */
  @Test
  void options_ofAServerAndOfACluster_neverSendACommandAgain() {
    RedisCommand<String, String, String> change =
        new Command<>(CommandType.EVALSHA, new StatusOutput<>(StringCodec.UTF8));

    for (ClientOptions options : List.of(OwnDriver.options(), OwnDriver.clusterOptions())) {
      assertThat(options.getReplayFilter().test(change)).isTrue();
      assertThat(options.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
    }
  }
}
