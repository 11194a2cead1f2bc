// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.util.Map;

/** Opens the S3 of the row that the environment chooses. */
final class S3Backends {

  private S3Backends() {}

  static S3Backend open(Map<String, String> environment) {
    Row row = Row.choose(environment, RunningS3.ENDPOINT_VARIABLE, Containers::answer);
    S3Backend backend = switch (row) {
      case URL -> RunningS3.connect(environment);
      case CONTAINERS -> container(environment);
      case EMBEDDED -> embedded();
    };
    System.err.println("twelvefactor-testkit: S3 is " + backend.version());
    return backend;
  }

  private static S3Backend container(Map<String, String> environment) {
    Containers.require();
    OptionalDependency.require(
        "S3 in a container",
        OptionalDependency.MINIO,
        OptionalDependency.S3_CLIENT,
        OptionalDependency.HTTP_CLIENT);
    return S3Container.start(environment);
  }

  private static S3Backend embedded() {
    OptionalDependency.require(
        "Embedded S3",
        OptionalDependency.S3PROXY,
        OptionalDependency.SERVLET,
        OptionalDependency.S3_CLIENT);
    return EmbeddedS3.start();
  }
}
