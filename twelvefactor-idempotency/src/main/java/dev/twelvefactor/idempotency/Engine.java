// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.time.Duration;

/** What all calls of one executor share. */
record Engine(
    IdempotencyStore store,
    SafeObserver observer,
    Background background,
    Heartbeats heartbeats,
    Joining joining,
    Duration patience) {}
