package io.seine.schedule;

/// What becomes of an entry whose turn has come.
///
/// @param <T> what was waiting
sealed interface Turn<T> {

    /// It starts; the lane is to be released when the transfer has ended.
    record Start<T>(T entry, Lane<T> lane) implements Turn<T> {}

    /// It ends without a transfer: its host is down.
    record Refusal<T>(T entry, String host, String trouble) implements Turn<T> {}
}
