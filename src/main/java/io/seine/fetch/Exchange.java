package io.seine.fetch;

import java.util.concurrent.CompletionStage;

/// One request and its response, under way.
public interface Exchange {
    /// How it ends; never fails. Once it is there, no temporary file is left but the one that the answer holds.
    CompletionStage<Answer> answer();

    /// Gives the exchange up and drops its connection. The answer then comes at once.
    void abort();

    /// [#abort] by someone who does not wait for the answer: what still comes is thrown away.
    default void giveAway() {
        abort();
        answer().thenAccept(answer -> {
            if (answer instanceof Answer.Whole whole) {
                whole.body().discard();
            }
        });
    }
}
