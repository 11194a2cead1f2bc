// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Objects in S3 and in servers that speak its protocol; {@link
 * dev.twelvefactor.storage.s3.S3ObjectStorage} is the entry point.
 */
package dev.twelvefactor.storage.s3;
