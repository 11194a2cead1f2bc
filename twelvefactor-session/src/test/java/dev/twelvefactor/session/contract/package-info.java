// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * The promises of a session store as tests: extend {@link
 * dev.twelvefactor.session.contract.SessionStoreContract} to hold a store to them.
 */
@NullMarked
package dev.twelvefactor.session.contract;

import org.jspecify.annotations.NullMarked;
