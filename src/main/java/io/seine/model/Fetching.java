package io.seine.model;

import java.util.concurrent.CompletionStage;

/// Downloads one URL for an item: redirects, attempts and deadlines included.
@FunctionalInterface
public interface Fetching {
    /// Starts the download. The result comes within the job's total deadline, not counting the time in which the
    /// download stands in line for its host.
    ///
    /// @param permit the right to the first transfer; it is released as soon as that has ended
    CompletionStage<FetchResult> fetch(Item item, WebUrl url, Permit permit);
}
