/// Measurements of an engine, as Prometheus reads them.
///
/// The engine tells a [io.seine.model.Telemetry] what it does and knows nothing of meters; this is the only room that
/// knows Micrometer. Every label has few values, whatever is fetched: of hosts, only the slowest are told.
@NullMarked
package io.seine.metrics;

import org.jspecify.annotations.NullMarked;
