/// The HTTP control endpoint: jobs are submitted, watched and steered over it, and its stream is lent.
///
/// A table of routes stands between HTTP and the [Registry], an actor that knows every job; no route knows an engine's
/// actors. What a submission may ask of this machine is decided in one place, [Intake], and who may ask at all in
/// another, [Guard]: a route serves what both have let through. Whatever is served follows a client that reads slowly
/// at the client's pace: ledgers are read from their files, so that a stuck reader costs no job anything.
@NullMarked
package io.seine.server;

import org.jspecify.annotations.NullMarked;
