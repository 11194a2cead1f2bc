import org.jspecify.annotations.NullMarked;

/** Sessions outside the process; {@link dev.twelvefactor.session.SessionStore} is the entry point. */
@NullMarked
module dev.twelvefactor.session {
  requires transitive com.fasterxml.jackson.databind;
  requires transitive lettuce.core;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.twelvefactor.session;
  exports dev.twelvefactor.session.redis;
}
