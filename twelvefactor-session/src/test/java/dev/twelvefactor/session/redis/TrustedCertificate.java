// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.testkit.ServerCertificate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A certificate that this JVM trusts until it is closed, as an operator would make it trusted. */
final class TrustedCertificate implements AutoCloseable {

  private final ServerCertificate certificate = ServerCertificate.create();
  private final Map<String, @Nullable String> before = new TreeMap<>();

  TrustedCertificate() {
    set("javax.net.ssl.trustStore", certificate.trustStore().toString());
    set("javax.net.ssl.trustStorePassword", certificate.trustStorePassword());
  }

  private void set(String property, String value) {
    before.put(property, System.setProperty(property, value));
  }

  ServerCertificate certificate() {
    return certificate;
  }

  @Override
  public void close() {
    before.forEach((property, value) -> {
      if (value == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, value);
      }
    });
    certificate.close();
  }
}
