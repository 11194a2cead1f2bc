// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.util.function.Function;

/** An exception that is a result: what it is stored as, and how it is made again. */
record DeclaredFailure<X extends RuntimeException>(
    Class<X> type, String code, Function<String, X> maker) {}
