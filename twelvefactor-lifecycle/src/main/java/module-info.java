import org.jspecify.annotations.NullMarked;

/**
 * Shutdown without drops and lazy start; {@link dev.twelvefactor.lifecycle.ShutdownCoordinator} is
 * the entry point.
 */
@NullMarked
module dev.twelvefactor.lifecycle {
  requires jdk.unsupported;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.twelvefactor.lifecycle;
}
