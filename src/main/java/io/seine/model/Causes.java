package io.seine.model;

import java.util.concurrent.CompletionException;

/// What failures of completion stages really are.
public final class Causes {
    private Causes() {}

    /// The failure without the wrapping that a stage puts around that of the one before.
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
