package io.seine.record;

import io.seine.model.Status;

/// Hears of every whole line of a ledger, in their order: first those that are there, then each that is appended.
@FunctionalInterface
interface RecordListener {
    /// There is a record of the row `index`.
    ///
    /// @param offset where its line begins, in bytes
    void recorded(long index, Status status, long offset);
}
