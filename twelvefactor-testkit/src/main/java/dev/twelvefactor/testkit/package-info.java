/** Real servers, real faults and real processes for tests. */
@NullMarked
package dev.twelvefactor.testkit;

import org.jspecify.annotations.NullMarked;
