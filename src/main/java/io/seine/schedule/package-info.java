/// The schedule stage: decides which item is asked for next.
///
/// It reads a window of rows ahead and queues them by host, because lists come sorted by host and a slow host would
/// otherwise fill every transfer there is while the fast ones wait behind it. Pause, resume and retune act here: what
/// has left this stage is in flight.
@NullMarked
package io.seine.schedule;

import org.jspecify.annotations.NullMarked;
