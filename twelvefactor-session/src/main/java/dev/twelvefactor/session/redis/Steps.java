// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stages one after the other, of which the one under way is cancelled when what they lead to is. A
 * command that is cancelled the driver does not send, and does not send again when a connection
 * returns; those of the JDK are cancelled alone.
 */
final class Steps {

  private Steps() {}

  /** The first stage, and then the one that its value leads to. */
  static <S, T> CompletableFuture<T> then(
      CompletionStage<S> first, Function<S, CompletionStage<T>> next) {
    CompletableFuture<T> end = new CompletableFuture<>();
    follow(first, end, value -> lead(next, value, end), end::completeExceptionally);
    return end;
  }

  /** The first stage, and if it fails the one that its failure leads to. */
  static <T> CompletableFuture<T> orElse(
      CompletionStage<T> first, Function<Throwable, CompletionStage<T>> next) {
    CompletableFuture<T> end = new CompletableFuture<>();
    follow(first, end, end::complete, failure -> lead(next, failure, end));
    return end;
  }

  private static <S, T> void lead(
      Function<S, CompletionStage<T>> next, S from, CompletableFuture<T> end) {
    if (end.isDone()) {
      return;
    }
    try {
      follow(next.apply(from), end, end::complete, end::completeExceptionally);
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  private static <S> void follow(
      CompletionStage<S> stage,
      CompletableFuture<?> end,
      Consumer<S> done,
      Consumer<Throwable> failed) {
    CompletionStage<?> unusedTold = stage.whenComplete((value, failure) -> {
      if (failure == null) {
        done.accept(value);
      } else {
        failed.accept(failure);
      }
    });
    CompletableFuture<?> unusedGiven = end.whenComplete((value, failure) -> {
      if (end.isCancelled()) {
        boolean unused = stage.toCompletableFuture().cancel(false);
      }
    });
  }
}
