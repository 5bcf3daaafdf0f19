package io.seine.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Whom the stages tell that the output cannot be written, and who lets them know when to try again.
@FunctionalInterface
public interface Storekeeper {
    /// One that sees to nothing: whoever asks gives up at once.
    Storekeeper NONE = (trouble, begun) -> CompletableFuture.completedFuture(false);

    /// Whether to try again. The answer never fails, and comes when somebody has seen to the trouble, or when nobody
    /// will any more; meanwhile the stage keeps what it has in hand. Trouble that was seen to while the attempt was
    /// under way is no news, and that attempt is made anew at once.
    ///
    /// @param begun when the attempt that failed began, in the nanoseconds of [System#nanoTime()]
    CompletionStage<Boolean> retry(StorageTrouble trouble, long begun);
}
