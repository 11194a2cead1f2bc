// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import org.testcontainers.DockerClientFactory;

/** Whether there is an engine for {@link Row#CONTAINERS}. */
final class Containers {

  private Containers() {}

  /** Whether Testcontainers is there and finds an engine; false without either. */
  static boolean answer() {
    return OptionalDependency.TESTCONTAINERS.isPresent() && Engine.answers();
  }

  /** Fails unless there is an engine: the row was asked for, so nothing else will do. */
  static void require() {
    OptionalDependency.require(Row.VARIABLE + "=containers", OptionalDependency.TESTCONTAINERS);
    if (!Engine.answers()) {
      throw new IllegalStateException(Row.VARIABLE
          + "=containers needs a Docker engine and none answers; start one, name one in"
          + " DOCKER_HOST, or set "
          + Row.VARIABLE
          + "=embedded");
    }
  }

  /** Loaded only when Testcontainers is there. */
  private static final class Engine {
    static boolean answers() {
      return DockerClientFactory.instance().isDockerAvailable();
    }
  }
}
