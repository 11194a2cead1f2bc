// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
import org.jspecify.annotations.NullMarked;

/** Files outside the process; {@link dev.twelvefactor.storage.ObjectStorage} is the entry point. */
@NullMarked
module dev.twelvefactor.storage {
  requires transitive software.amazon.awssdk.auth;
  requires transitive software.amazon.awssdk.http;
  requires transitive software.amazon.awssdk.services.s3;
  requires org.slf4j;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http.apache5;
  requires software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries.api;
  requires software.amazon.awssdk.retries;
  requires software.amazon.awssdk.utils;
  requires static transitive org.jspecify;

  exports dev.twelvefactor.storage;
  exports dev.twelvefactor.storage.s3;
}
