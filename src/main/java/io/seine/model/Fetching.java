package io.seine.model;

import java.util.concurrent.CompletionStage;

/// Downloads one URL for an item: redirects, attempts and deadlines included.
@FunctionalInterface
public interface Fetching {
    /// Starts the download; the result arrives within the job's total deadline.
    CompletionStage<FetchResult> fetch(Item item, WebUrl url);
}
