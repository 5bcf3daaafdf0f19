/// Every kind of hostile origin that we could think of, as a table, and what Seine makes of each.
///
/// The README shows the same table, and a test holds one to the other, so that neither drifts. Begin with
/// [HostileOrigins].
@NullMarked
package io.seine.hostile;

import org.jspecify.annotations.NullMarked;
