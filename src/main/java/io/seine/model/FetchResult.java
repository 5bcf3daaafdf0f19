package io.seine.model;

/// How the download of one URL ended.
public sealed interface FetchResult {

    /// The body arrived whole.
    record Arrived(Fetched fetched) implements FetchResult {}

    /// It did not.
    record Lost(Failure failure, Transfer transfer) implements FetchResult {}
}
