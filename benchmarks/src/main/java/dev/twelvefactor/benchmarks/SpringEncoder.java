// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/** Spring Boot's encoder, with what Spring Boot would have put into Logback's context. */
public final class SpringEncoder extends StructuredLogEncoder {

  @Override
  public void start() {
    getContext().putObject(Environment.class.getName(), new StandardEnvironment());
    setFormat("logstash");
    super.start();
  }
}
