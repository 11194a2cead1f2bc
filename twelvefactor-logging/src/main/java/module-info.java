import org.jspecify.annotations.NullMarked;

/**
 * Events as lines of JSON on standard output; {@link dev.twelvefactor.logging.StructuredLogger} is
 * the entry point.
 */
@NullMarked
@SuppressWarnings("module") // The provider is compiled after this.
module dev.twelvefactor.logging {
  requires transitive org.slf4j;
  requires static ch.qos.logback.classic;
  requires static ch.qos.logback.core;
  requires static spring.boot;
  requires static transitive org.jspecify;

  exports dev.twelvefactor.logging;
  exports dev.twelvefactor.logging.logback;
  exports dev.twelvefactor.logging.spring;
  exports dev.twelvefactor.logging.testing;
  exports dev.twelvefactor.logging.internal to
      dev.twelvefactor.logging.provider;
}
