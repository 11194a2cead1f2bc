// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.net.URI;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** An S3Proxy in this JVM, with its objects in the heap. */
final class EmbeddedS3 implements S3Backend {

  private static final String ACCESS_KEY = "test-access-key";
  private static final String SECRET_KEY = "test-secret-key";

  private final BlobStore store;
  private final S3Proxy server;

  private EmbeddedS3(BlobStore store, S3Proxy server) {
    this.store = store;
    this.server = server;
  }

  static EmbeddedS3 start() {
    BlobStore store = BlobStores.create("transient-nio2", new Properties());
    S3Proxy server = S3Proxy.builder()
        .blobStore(store)
        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
        .corsRules(new CrossOriginResourceSharing()) // of any origin, as on MinIO
        .endpoint(URI.create("http://127.0.0.1:0"))
        .build();
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not start on 127.0.0.1", e);
    }
    return new EmbeddedS3(store, server);
  }

  @Override
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  @Override
  public String accessKey() {
    return ACCESS_KEY;
  }

  @Override
  public String secretKey() {
    return SECRET_KEY;
  }

  @Override
  public String version() {
    return "S3Proxy " + S3Proxy.class.getPackage().getImplementationVersion() + " (embedded)";
  }

  @Override
  public String newBucket() {
    String bucket = "test-" + UUID.randomUUID();
    store.createContainer(bucket);
    return bucket;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not stop", e);
    }
    store.close();
  }
}
