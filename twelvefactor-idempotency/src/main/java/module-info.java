import org.jspecify.annotations.NullMarked;

/**
 * Operations that are safe to retry; {@link dev.twelvefactor.idempotency.IdempotentExecutor} is the
 * entry point.
 */
@NullMarked
module dev.twelvefactor.idempotency {
  requires transitive com.fasterxml.jackson.databind;
  requires transitive lettuce.core;
  requires org.slf4j;
  requires static transitive jakarta.servlet;
  requires static transitive org.jspecify;

  exports dev.twelvefactor.idempotency;
  exports dev.twelvefactor.idempotency.http;
  exports dev.twelvefactor.idempotency.redis;
  exports dev.twelvefactor.idempotency.servlet;
}
