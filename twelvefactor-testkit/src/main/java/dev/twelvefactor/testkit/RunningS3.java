// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** An S3 that the caller already runs. */
record RunningS3(
    URI endpoint, String region, String accessKey, String secretKey, String bucket, String version)
    implements S3Backend {

  static final String ENDPOINT_VARIABLE = "TWELVEFACTOR_TEST_S3_ENDPOINT";

  private static final String PREFIX = "TWELVEFACTOR_TEST_S3_";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static RunningS3 connect(Map<String, String> environment) {
    URI endpoint = endpoint(required(environment, "ENDPOINT"));
    String region = environment.getOrDefault(PREFIX + "REGION", "").strip();
    return new RunningS3(
        endpoint,
        region.isEmpty() ? "us-east-1" : region,
        required(environment, "ACCESS_KEY"),
        required(environment, "SECRET_KEY"),
        required(environment, "BUCKET"),
        askVersion(endpoint) + " (from " + ENDPOINT_VARIABLE + ")");
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(PREFIX + name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(PREFIX
          + name
          + " is not set; beside "
          + ENDPOINT_VARIABLE
          + " also _BUCKET, _ACCESS_KEY and _SECRET_KEY are needed");
    }
    return value;
  }

  private static URI endpoint(String value) {
    try {
      URI endpoint = new URI(value);
      boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
      if (http && endpoint.getHost() != null) {
        return endpoint;
      }
    } catch (URISyntaxException e) {
      // The same answer as for an address of another kind.
    }
    throw new IllegalArgumentException(
        ENDPOINT_VARIABLE + " is \"" + value + "\", expected an address as http://host:9000");
  }

  /** The name that the server gives itself; any answer will do, also a refusal. */
  private static String askVersion(URI endpoint) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    HttpRequest request = HttpRequest.newBuilder(endpoint).timeout(PATIENCE).build();
    try {
      HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
      return response.headers().firstValue("Server").orElse("a server that does not name itself");
    } catch (IOException e) {
      throw new IllegalStateException(
          "No S3 answers at " + endpoint + "; set " + ENDPOINT_VARIABLE + " to one that runs", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + endpoint, e);
    }
  }

  @Override
  public String newBucket() {
    return bucket;
  }

  @Override
  public void close() {
    // The caller's own.
  }

  /** Without the secret key. */
  @Override
  public String toString() {
    return version + " at " + endpoint;
  }
}
