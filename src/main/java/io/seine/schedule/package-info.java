/// The schedule stage: decides which item is asked for next, so that no host is harmed and none harms the others.
///
/// It reads a window of rows ahead and queues them by host, because lists come sorted by host and a slow host would
/// otherwise fill every transfer there is while the fast ones wait behind it. [Turns] is the arbiter, pure and without
/// a
/// clock of its own: hosts take turns by the place-time they use ([Usage]), have so many lanes ([Lanes]) at such a pace
/// ([Pace]), and are held or given up when they are in trouble ([Health]). The verdict of every transfer is all that it
/// learns from. Pause, resume and retune act here: what has left this stage is in flight, and what has to wait after
/// that steps aside.
@NullMarked
package io.seine.schedule;

import org.jspecify.annotations.NullMarked;
