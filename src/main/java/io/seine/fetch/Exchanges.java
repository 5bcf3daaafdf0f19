package io.seine.fetch;

import io.seine.config.JobSettings;
import io.seine.model.Admission;
import io.seine.model.WebUrl;
import java.util.concurrent.Executor;

/// Starts exchanges.
@FunctionalInterface
public interface Exchanges {
    /// Sends a GET request.
    ///
    /// @param trusted whether the job's headers and credentials may go to this address: false after a redirect to
    ///     another origin
    Exchange start(WebUrl url, boolean trusted);

    /// The exchanges of a job, with all that it wants of them.
    ///
    /// @param client does them
    /// @param admission told what hosts ask for
    /// @param blocking runs what blocks
    static Exchanges of(HttpClient client, JobSettings settings, Admission admission, Executor blocking) {
        return settings.schedule().robotsTxt()
                ? new RobotsTxt(
                        client,
                        settings.fetch(),
                        settings.schedule().perHost().interval().isPositive(),
                        admission::pace,
                        blocking)
                : client;
    }
}
