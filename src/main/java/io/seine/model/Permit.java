package io.seine.model;

/// The right to one transfer with a host, to be given back once.
@FunctionalInterface
public interface Permit {
    /// Gives the permit back; the next transfer with the host may start.
    void release();
}
