package io.seine.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Knows which content is in the output already.
public interface Originals {
    /// Knows of none.
    Originals NONE = new Originals() {
        @Override
        public CompletionStage<Optional<Outcome>> find(String sha256) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public void giveUp(String sha256) {}
    };

    /// The recorded outcome of the row that has saved this content. Who gets none is to be that row: it saves
    /// the content or gives it up, and until its outcome is recorded nobody else who asks for the content gets
    /// an answer. Fails with an [OutputException] where the record cannot be read.
    CompletionStage<Optional<Outcome>> find(String sha256);

    /// Lets another row save this content: the one that was to do it has not.
    void giveUp(String sha256);
}
