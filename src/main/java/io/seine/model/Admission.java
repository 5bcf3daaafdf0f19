package io.seine.model;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// Where an item that is in flight asks for a further transfer.
///
/// A stage that is returned fails with [HostDown] where the host is down, and with a
/// [java.util.concurrent.CancellationException] where the job is cancelled or has ended. Who no longer wants the permit
/// cancels it.
public interface Admission {
    /// A permit for a linked document of an item that keeps its place among those in flight.
    CompletionStage<Permit> acquire(WebUrl url);

    /// A permit for the next transfer of the same download, a retry or a redirect.
    ///
    /// An item steps aside for it: it gives up its place while it waits, and comes back before the other items
    /// of the host, as soon as there is a place again and the host may be asked. With a linked document it
    /// keeps its place, because its body has arrived before.
    ///
    /// @param last the permit of the transfer before, released
    /// @param after the shortest wait
    CompletionStage<Permit> readmit(Permit last, WebUrl url, Duration after);

    /// Whether nothing new is to be asked for at present: who has a permit and has not used it yet asks to be
    /// readmitted.
    boolean paused();

    /// Lengthens the time from one start to the next with `host`; where the settings ask for a longer one, that holds.
    void pace(String host, Duration delay);
}
