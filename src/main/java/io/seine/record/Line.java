package io.seine.record;

import io.seine.model.Outcome;

/// What resuming needs of a line of a ledger.
///
/// @param begin where it begins in its piece
/// @param hash of the row's address, to tell another list by
/// @param ending how the row ended, one of [Ending]
/// @param attempts requests sent
/// @param bytes bytes of body received
/// @param millis the item's own time
record Line(int begin, long index, char hash, int ending, int attempts, long bytes, long millis) {

    static Line of(Outcome outcome, int begin) {
        return new Line(
                begin,
                outcome.item().index(),
                hash(outcome.item().url()),
                Ending.of(outcome.failure()),
                outcome.transfer().attempts(),
                outcome.transfer().bytes(),
                outcome.elapsed().toMillis());
    }

    /// @param url as the ledger has it, without user and password
    static char hash(String url) {
        int hash = JsonRecords.wellFormed(url).hashCode();
        return (char) (hash ^ hash >>> 16);
    }
}
