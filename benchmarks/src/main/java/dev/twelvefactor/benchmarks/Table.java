// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints results of JMH as a table in Markdown. The first word of a method's name says what is done,
 * the rest, or the parameter {@code stack}, who does it. Scores are medians, of all iterations or of
 * all samples, as a machine that others use too spoils a mean; the last column compares with ours.
 */
public final class Table {

  private record Row(String task, String subject, double score, String text, String bytes) {}

  private Table() {}

  public static void main(String[] files) throws IOException {
    for (String file : files) {
      print(Path.of(file));
    }
  }

  static void print(Path file) throws IOException {
    Map<String, List<Row>> tasks = new LinkedHashMap<>();
    for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
      Row row = row(result);
      tasks.computeIfAbsent(row.task(), task -> new ArrayList<>()).add(row);
    }
    System.out.println(
        "| task | who | score | B/op | ratio to ours |\n| --- | --- | --- | --- | --- |");
    tasks.values().forEach(Table::print);
  }

  private static void print(List<Row> rows) {
    double ours = rows.stream()
        .filter(row -> row.subject().toLowerCase(Locale.ROOT).startsWith("ours"))
        .mapToDouble(Row::score)
        .findFirst()
        .orElse(Double.NaN);
    for (Row row : rows) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %s | %.2f |%n",
          row.task(),
          row.subject(),
          row.text(),
          row.bytes(),
          row.score() / ours);
    }
  }

  private static Row row(JsonNode result) {
    String name = result.path("benchmark").asText();
    String method = name.substring(name.lastIndexOf('.') + 1);
    String stack = result.path("params").path("stack").asText();
    String verb = stack.isEmpty() ? method.replaceAll("[A-Z].*", "") : method;
    String subject = stack.isEmpty() ? method.substring(verb.length()) : stack;
    String stdout = result.path("params").path("stdout").asText();
    JsonNode metric = result.path("primaryMetric");
    JsonNode bytes = result.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score");
    String mode = result.path("mode").asText();
    String task = "%s%s, %s threads, %s"
        .formatted(verb, stdout.isEmpty() ? "" : " to " + stdout, result.path("threads"), mode);
    return new Row(
        task,
        subject,
        mode.equals("sample") ? percentile(metric, "50.0") : iterations(metric)[1],
        text(metric, mode),
        bytes.isNumber() ? String.format(Locale.ROOT, "%.0f", bytes.asDouble()) : "");
  }

  private static String text(JsonNode metric, String mode) {
    String unit = metric.path("scoreUnit").asText();
    if (mode.equals("sample")) {
      return String.format(
          Locale.ROOT,
          "p50 %.1f, p99 %.1f, p99.9 %.1f %s",
          percentile(metric, "50.0"),
          percentile(metric, "99.0"),
          percentile(metric, "99.9"),
          unit);
    }
    double[] scores = iterations(metric);
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f) %s", scores[1], scores[0], scores[2], unit);
  }

  /** The least, the median and the greatest score of an iteration, of all forks. */
  private static double[] iterations(JsonNode metric) {
    List<Double> scores = new ArrayList<>();
    metric
        .path("rawData")
        .forEach(fork -> fork.forEach(iteration -> scores.add(iteration.asDouble())));
    Collections.sort(scores);
    return new double[] {scores.get(0), scores.get(scores.size() / 2), scores.get(scores.size() - 1)
    };
  }

  private static double percentile(JsonNode metric, String percent) {
    return metric.path("scorePercentiles").path(percent).asDouble();
  }
}
