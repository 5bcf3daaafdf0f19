package io.seine.model;

import org.jspecify.annotations.Nullable;

/// The output of a job cannot be used or written.
public class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message names the folder or file and what to do
    public OutputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
