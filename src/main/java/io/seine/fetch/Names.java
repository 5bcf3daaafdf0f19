package io.seine.fetch;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// A name service.
interface Names extends AutoCloseable {
    /// The names that the system knows, kept for a while.
    ///
    /// @param patience how long a look-up may wait for its turn
    static Names ofSystem(Duration patience) {
        return new CachedNames(new SystemNames(patience));
    }

    /// The addresses of `host`, in the order in which they are best tried; none if there is no such host. Fails with a
    /// [FetchFault] if that cannot be told now.
    CompletionStage<List<InetAddress>> lookUp(String host);

    /// Gives up what is waiting.
    @Override
    void close();
}
