package io.seine.schedule;

import io.seine.model.Fate;
import io.seine.model.Permit;
import io.seine.model.WebUrl;
import java.util.concurrent.CompletableFuture;

/// What waits for its turn.
sealed interface Waiting {

    /// An item that was read ahead.
    record Ahead(Fate.Open<WebUrl> open) implements Waiting {}

    /// A further transfer of an item that has left the stage.
    ///
    /// @param permit fulfilled when its turn has come
    /// @param aside whether the item has given up its place, and takes one again
    record Further(CompletableFuture<Permit> permit, boolean aside) implements Waiting {}
}
