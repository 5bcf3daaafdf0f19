/// Runs at a size that shows what a few items don't: what grows with hosts, with transfers at once, with a body.
///
/// Each has a process of its own with a limit on its heap, so that what is not bounded ends it; the origin is in the
/// process of the tests.
@NullMarked
package io.seine.scale;

import org.jspecify.annotations.NullMarked;
