package io.seine.model;

import java.util.function.IntSupplier;

/// Whom an engine tells what it does, for measurements. It is called for every item, on the threads that do the work:
/// it is quick, and throws nothing.
public interface Telemetry {
    /// Nobody measures.
    Telemetry NONE = new Telemetry() {};

    /// How much of something there is at a moment.
    enum Depth {
        /// Downloads under way.
        TRANSFERS_IN_FLIGHT,
        /// Items that were read ahead, and further transfers, that wait for their turn.
        WAITING_FOR_TURN,
        /// Pictures that wait for a thread.
        WAITING_FOR_DECODER
    }

    /// An item has ended, and is recorded if it is a job's.
    default void ended(Outcome outcome) {}

    /// One download has ended, whatever it came to.
    ///
    /// @param nanos since it began, further attempts and the waiting for these included
    default void fetched(String host, long nanos) {}

    /// A stage has done what it does in one go: decoded or saved one item, recorded a few.
    ///
    /// @param nanos that it took, waiting for a thread not included
    default void worked(Stage stage, long nanos) {}

    /// Tells how to ask for a depth from now on.
    default void depth(Depth depth, IntSupplier now) {}
}
