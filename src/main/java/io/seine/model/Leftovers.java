package io.seine.model;

import java.time.Instant;
import java.util.List;

/// When files were written that nobody knows of any more: the machine went down before their records were on the disk.
/// They may be torn.
///
/// @param spans of time, by the clock of the file system
public record Leftovers(List<Span> spans) {
    /// There are none.
    public static final Leftovers NONE = new Leftovers(List.of());

    /// From a moment on, and until before another.
    public record Span(Instant from, Instant until) {}

    public Leftovers {
        spans = List.copyOf(spans);
    }

    /// Whether a file that was last written then is one of them.
    public boolean hold(Instant written) {
        return spans.stream().anyMatch(span -> !written.isBefore(span.from()) && written.isBefore(span.until()));
    }
}
