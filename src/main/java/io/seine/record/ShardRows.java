package io.seine.record;

import io.seine.model.Status;

/// The rows of one shard that is not sealed: where the ledger has the record that counts, and how they ended. 8 bytes a
/// row.
///
/// What counts does not depend on the order in which records are told: the first that says `saved`, or else the last.
final class ShardRows {
    private static final int OPEN = 1;
    private static final int ENDED = 2;
    private static final int SAVED = 3;
    private static final int STATE = 3;

    /// For each place the offset of its record, times four, and its state; 0 where there is no record.
    private final long[] entries;

    private int done;
    private int open;
    private long last = -1;

    ShardRows(int size) {
        this.entries = new long[size];
    }

    void add(int place, Status status, long offset) {
        last = Math.max(last, offset);
        long entry = offset << 2 | state(status);
        if (replaces(entry, entries[place])) {
            count(entries[place], -1);
            count(entry, 1);
            entries[place] = entry;
        }
    }

    private static int state(Status status) {
        return switch (status) {
            case SAVED -> SAVED;
            case CANCELLED -> OPEN;
            case NOT_FOUND, FAILED, FILTERED -> ENDED;
        };
    }

    private static boolean replaces(long entry, long there) {
        boolean saved = (entry & STATE) == SAVED;
        boolean thereSaved = (there & STATE) == SAVED;
        if (saved != thereSaved) {
            return saved;
        }
        return saved ? entry < there : entry > there;
    }

    private void count(long entry, int by) {
        switch ((int) (entry & STATE)) {
            case OPEN -> open += by;
            case ENDED, SAVED -> done += by;
            default -> {}
        }
    }

    /// Rows that have ended.
    int done() {
        return done;
    }

    /// Rows that were cancelled: a later run takes them up.
    int open() {
        return open;
    }

    int size() {
        return entries.length;
    }

    /// Where the latest of all records begins.
    long last() {
        return last;
    }

    boolean has(int place) {
        return entries[place] != 0;
    }

    boolean saved(int place) {
        return (entries[place] & STATE) == SAVED;
    }

    /// Where the record that counts begins.
    long offset(int place) {
        return entries[place] >>> 2;
    }
}
