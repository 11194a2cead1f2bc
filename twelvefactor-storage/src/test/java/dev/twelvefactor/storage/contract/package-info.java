// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * The promises of an object storage as tests: extend {@link
 * dev.twelvefactor.storage.contract.ObjectStorageContract} to hold a storage to them.
 */
@NullMarked
package dev.twelvefactor.storage.contract;

import org.jspecify.annotations.NullMarked;
