import org.jspecify.annotations.NullMarked;

/**
 * An SLF4J provider that makes every line of a service an event in JSON; it is found by itself, and
 * {@link dev.twelvefactor.logging.provider.LogLevels} changes levels at run time.
 */
@NullMarked
module dev.twelvefactor.logging.provider {
  requires transitive dev.twelvefactor.logging;
  requires transitive org.slf4j;
  requires static java.logging;
  requires static transitive org.jspecify;

  exports dev.twelvefactor.logging.provider;

  uses org.slf4j.spi.SLF4JServiceProvider;

  provides org.slf4j.spi.SLF4JServiceProvider with
      dev.twelvefactor.logging.provider.LoggingServiceProvider;
  provides java.lang.System.LoggerFinder with
      dev.twelvefactor.logging.provider.PlatformLoggerFinder;
}
