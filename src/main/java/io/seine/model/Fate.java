package io.seine.model;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// An item between two stages: still open, with what the last stage made of it, or already ended.
///
/// A stage works on the open ones and passes the ended ones through, so that the recorder sees every item
/// exactly once, whatever happened on the way.
///
/// @param <T> what the last stage made of an open item
public sealed interface Fate<T> {

    /// The item is still on its way.
    ///
    /// @param item the row
    /// @param startedAt when its first request was due
    /// @param value what the last stage made of it
    record Open<T>(Item item, Instant startedAt, T value) implements Fate<T> {
        /// The same item with what the next stage made of it.
        public <U> Fate<U> with(U next) {
            return new Open<>(item, startedAt, next);
        }

        /// The end of the item at a stage that saw the finished `transfer`.
        public <U> Fate<U> end(Failure failure, Transfer transfer) {
            return new Ended<>(Outcome.ended(item, failure, transfer, null, startedAt));
        }
    }

    /// The item has ended; nothing changes that any more.
    record Ended<T>(Outcome outcome) implements Fate<T> {
        /// The same end as the next stage passes it on.
        @SuppressWarnings("unchecked")
        public <U> Fate<U> passed() {
            return (Fate<U>) this; // holds no T
        }
    }

    /// Lets `stage` work on an open item; an ended one goes past it. A stage that fails, by an exception or by a
    /// failed result, ends the item by what `onBug` makes of the exception.
    default <U> CompletionStage<Fate<U>> then(
            Function<Open<T>, CompletionStage<Fate<U>>> stage, Function<Throwable, Failure> onBug) {
        return switch (this) {
            case Ended<T> ended -> CompletableFuture.completedFuture(ended.passed());
            case Open<T> open ->
                attempt(open, stage).exceptionally(e -> open.end(onBug.apply(Causes.unwrapped(e)), Transfer.NONE));
        };
    }

    private static <T, U> CompletionStage<Fate<U>> attempt(
            Open<T> open, Function<Open<T>, CompletionStage<Fate<U>>> stage) {
        try {
            return Objects.requireNonNull(stage.apply(open), "a stage returned null");
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
