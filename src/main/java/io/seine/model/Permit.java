package io.seine.model;

/// The right to one transfer with a host, to be given back with what the transfer told of the host.
@FunctionalInterface
public interface Permit {
    /// Gives the permit back; the next transfer with the host may start. Only the first call counts.
    void release(Verdict verdict);
}
