// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate of a server on {@code 127.0.0.1} and {@code localhost}, good for a day.
 *
 * <p>It is made anew each time, by the {@code keytool} of this Java, and lies in a temporary folder
 * until it is closed. Immutable, and safe for use by many threads.
 *
 * @see RedisProcess.Builder#certificate
 * @since 0.1.0
 */
public final class ServerCertificate implements AutoCloseable {

  private static final String ALIAS = "server";
  private static final String PASSWORD = "changeit";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TemporaryFolder folder = TemporaryFolder.create("certificate");

  private ServerCertificate() {}

  /**
   * Makes a certificate; that takes about a second.
   *
   * @return the certificate
   * @throws IllegalStateException if this Java has no {@code keytool}, or it fails
   */
  public static ServerCertificate create() {
    ServerCertificate certificate = new ServerCertificate();
    try {
      certificate.generate();
      certificate.export();
      return certificate;
    } catch (IOException | GeneralSecurityException e) {
      certificate.close();
      throw new IllegalStateException("No certificate for a server could be made", e);
    } catch (RuntimeException e) {
      certificate.close();
      throw e;
    }
  }

  private void generate() throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process = new ProcessBuilder(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-validity",
            "1",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            keyStore().toString())
        .redirectErrorStream(true)
        .start();
    ProcessOutput output = ProcessOutput.of(process);
    output.awaitEnd(PATIENCE);
    if (!Files.exists(keyStore())) {
      throw new IllegalStateException("keytool made no certificate. It printed:\n" + output.text());
    }
  }

  /** Writes what servers read (PEM), and a trust store without the key. */
  private void export() throws IOException, GeneralSecurityException {
    KeyStore keys = load(keyStore());
    write(keyFile(), "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    write(certificateFile(), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
    try (var out = Files.newOutputStream(trustStore())) {
      trusted.store(out, PASSWORD.toCharArray());
    }
  }

  private static void write(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n", US_ASCII);
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private Path keyStore() {
    return folder.path().resolve("key.p12");
  }

  /** {@return the certificate alone, as a PEM file} */
  public Path certificateFile() {
    return folder.path().resolve("certificate.pem");
  }

  /** {@return the private key, as a PEM file without a password} */
  public Path keyFile() {
    return folder.path().resolve("key.pem");
  }

  /**
   * {@return a PKCS12 trust store that holds this certificate alone, as the system property {@code
   * javax.net.ssl.trustStore} takes it}
   */
  public Path trustStore() {
    return folder.path().resolve("trust.p12");
  }

  /** {@return the password of {@link #trustStore}} */
  public String trustStorePassword() {
    return PASSWORD;
  }

  /** {@return a TLS context of a client that trusts this certificate and no other} */
  public SSLContext clientContext() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(load(trustStore()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("The trust store is not readable; is this closed?", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no TLS for a client", e);
    }
  }

  /** Deletes the files. Closing twice does nothing. */
  @Override
  public void close() {
    folder.close();
  }
}
