package io.seine.fetch;

import io.seine.model.WebUrl;

/// Starts exchanges.
@FunctionalInterface
public interface Exchanges {
    /// Sends a GET request.
    ///
    /// @param trusted whether the job's headers and credentials may go to this address: false after a redirect to
    ///     another origin
    Exchange start(WebUrl url, boolean trusted);
}
