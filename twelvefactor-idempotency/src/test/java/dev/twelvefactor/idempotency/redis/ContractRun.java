// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.contract.IdempotencyStoreContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract in a process of its own, until the first test that fails. */
final class ContractRun {

  private ContractRun() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("twelvefactor.test.histories", "60");
    int failures = 0;
    try (RedisRecords records = new RedisRecords(arguments[0])) {
      for (Method test : tests()) {
        if (!holds(test, new Contract(arguments[0], records))) {
          failures++;
          break;
        }
      }
    }
    System.out.println("FAILURES " + failures);
    Runtime.getRuntime().halt(0);
  }

  /** The random histories last, since they take longest. */
  private static List<Method> tests() {
    List<Method> tests = new ArrayList<>(Arrays.asList(Contract.class.getMethods()));
    tests.removeIf(method -> !method.isAnnotationPresent(Test.class));
    tests.sort(Comparator.comparing((Method method) -> method.getName().startsWith("anyHistory"))
        .thenComparing(Method::getName));
    return tests;
  }

  private static boolean holds(Method test, Contract contract) throws IllegalAccessException {
    try {
      test.setAccessible(true);
      test.invoke(contract);
      return true;
    } catch (InvocationTargetException e) {
      System.out.println(test.getName() + ": " + e.getCause());
      return false;
    } finally {
      contract.closeStores();
    }
  }

  private static final class Contract extends IdempotencyStoreContract {

    private final String url;
    private final RedisRecords records;

    Contract(String url, RedisRecords records) {
      this.url = url;
      this.records = records;
    }

    @Override
    protected IdempotencyStore open() {
      return RedisIdempotencyStore.builder(url, records.namespace())
          .timeout(Duration.ofSeconds(10))
          .build();
    }

    @Override
    protected void passTime(Duration time) {
      records.passTime(time);
    }

    @Override
    protected void closeStores() {
      super.closeStores();
    }
  }
}
