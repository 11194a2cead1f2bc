// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Files outside the process, so that any instance can serve them; {@link
 * dev.twelvefactor.storage.ObjectStorage} is the entry point.
 *
 * <p>{@link dev.twelvefactor.storage.s3.S3ObjectStorage} keeps objects in S3 or in a server that
 * speaks its protocol, {@link dev.twelvefactor.storage.InMemoryObjectStorage} in this process, for
 * tests. An object is written from a {@link dev.twelvefactor.storage.Content} under an {@link
 * dev.twelvefactor.storage.ObjectKey} and read as a {@link dev.twelvefactor.storage.StoredObject}. A
 * {@link dev.twelvefactor.storage.StorageObserver} hears what is done.
 */
package dev.twelvefactor.storage;
