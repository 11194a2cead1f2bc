// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

/** A process that {@link StorageProcesses} measures; prints nanoseconds. */
public final class StorageChild {

  private StorageChild() {}

  public static void main(String[] arguments) throws Exception {
    byte[] content = new byte[1000];
    long begun = System.nanoTime();
    StorageStack storage = StorageStack.open(arguments[0]);
    storage.put("first", content);
    System.out.println(System.nanoTime() - begun);
    storage.close();
    System.exit(0);
  }
}
