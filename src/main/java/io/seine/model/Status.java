package io.seine.model;

import java.util.Locale;

/// The five ways in which an item ends.
public enum Status {
    /// Downloaded, decoded as the job asks, and in the output.
    SAVED,
    /// The origin says that there is nothing: 404 or 410.
    NOT_FOUND,
    /// Something went wrong; [Failure] tells what.
    FAILED,
    /// Left out on purpose, by a filter of the job.
    FILTERED,
    /// Not finished when the job was cancelled; a later run takes it up again.
    CANCELLED;

    /// The status as records and messages spell it: `not_found`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
