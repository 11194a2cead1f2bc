// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.twelvefactor.session.contract.SessionStoreContract;
import dev.twelvefactor.testkit.SettableClock;
import java.time.Duration;

/** Two stores in memory share their sessions only here, where the test gives them one back end. */
class InMemorySessionStoreContractTest extends SessionStoreContract {

  private final SettableClock clock = SettableClock.create();
  private final InMemoryBackend backend = new InMemoryBackend(clock);

  @Override
  protected SessionStoreBuilder<?> builder() {
    return new SharedBuilder(backend);
  }

  @Override
  protected void passTime(Duration time) {
    clock.advance(time);
  }

  private static final class SharedBuilder extends SessionStoreBuilder<SharedBuilder> {

    private final InMemoryBackend backend;

    SharedBuilder(InMemoryBackend backend) {
      this.backend = backend;
    }

    @Override
    protected SharedBuilder self() {
      return this;
    }

    @Override
    public SessionStore build() {
      return over(backend, "subjects".getBytes(US_ASCII));
    }
  }
}
