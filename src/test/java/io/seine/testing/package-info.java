/// A web server for tests that does exactly what a test tells it to, faults included, and counts what it saw.
///
/// It speaks HTTP over plain sockets, because a proper server library refuses to send half a header, a wrong length
/// or a reset. Tests wait for its counts instead of sleeping.
@NullMarked
package io.seine.testing;

import org.jspecify.annotations.NullMarked;
