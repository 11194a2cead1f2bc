// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.net.URI;

/**
 * An S3 that all tests of a run share, with a bucket for you.
 *
 * <p>Which one it is, the environment decides: {@code TWELVEFACTOR_TEST_BACKENDS} names a row
 * ({@code embedded}, {@code containers} or {@code auto}); when it is unset or {@code auto}, {@code
 * TWELVEFACTOR_TEST_S3_ENDPOINT} wins where it is set; else it is embedded, an S3Proxy in this JVM
 * that keeps objects in its heap. {@code auto} tries a MinIO container before that. The first test
 * that asks starts it, and one line on standard error says what answered. Clients must address
 * buckets in the path.
 *
 * <p>The embedded one checks conditions and writes in two steps, so concurrent conditional writes
 * are tested in a container. All but a server of yours may be asked by a page of any origin, as a
 * browser test needs it. Immutable, and safe for use by many threads.
 *
 * @see WithS3
 * @since 0.1.0
 */
public final class S3Server implements AutoCloseable {

  private final S3Backend backend;
  private final String bucket;
  private final boolean owned;

  private S3Server(S3Backend backend, boolean owned) {
    this.backend = backend;
    this.bucket = backend.newBucket();
    this.owned = owned;
  }

  /** A view of a server that others use too. */
  static S3Server shared(S3Backend backend) {
    return new S3Server(backend, false);
  }

  /**
   * Starts one outside JUnit, of the row that the environment chooses.
   *
   * @return a server with a bucket
   * @throws IllegalStateException if it does not start, or if a dependency that it needs is missing
   */
  public static S3Server start() {
    return new S3Server(S3Backends.open(System.getenv()), true);
  }

  /** {@return the address of the server, {@code http://127.0.0.1:34567}} */
  public URI endpoint() {
    return backend.endpoint();
  }

  /** {@return the region to sign for, {@code us-east-1} unless the environment says otherwise} */
  public String region() {
    return backend.region();
  }

  /** {@return the access key} */
  public String accessKey() {
    return backend.accessKey();
  }

  /** {@return the secret key} */
  public String secretKey() {
    return backend.secretKey();
  }

  /**
   * {@return the name of a bucket that exists; new and empty, except on a server of yours, where it
   * is the one that {@code TWELVEFACTOR_TEST_S3_BUCKET} names}
   */
  public String bucket() {
    return bucket;
  }

  /** {@return what answers and its version as far as it tells, {@code S3Proxy 4.1.0 (embedded)}} */
  public String version() {
    return backend.version();
  }

  /** Ends the server if {@link #start} has started it; else does nothing. */
  @Override
  public void close() {
    if (owned) {
      backend.close();
    }
  }

  @Override
  public String toString() {
    return version() + " at " + endpoint() + ", bucket " + bucket;
  }
}
