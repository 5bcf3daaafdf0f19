package io.seine.config;

import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How a URL is downloaded.
///
/// @param parallelism transfers at once, over all hosts
/// @param deadlines how long each phase of a download may take
/// @param maxSize largest body that is accepted
/// @param spoolAbove largest body that is held in memory; larger ones go through a temporary file
/// @param retries further attempts after the first
/// @param maxRedirects redirects followed within one attempt
/// @param allowAddresses ranges that may be dialled although they are not public
/// @param xRobotsTag whether a response's `X-Robots-Tag` can forbid its use
/// @param headers further request headers, not sent to another origin after a redirect
/// @param userAgent the `User-Agent` header
/// @param tlsVerify whether certificates are checked
public record FetchSettings(
        int parallelism,
        Deadlines deadlines,
        DataSize maxSize,
        DataSize spoolAbove,
        int retries,
        int maxRedirects,
        List<AddressRange> allowAddresses,
        boolean xRobotsTag,
        Map<String, String> headers,
        String userAgent,
        boolean tlsVerify) {

    /// How long each phase of a download may take; each ends as a kind of its own.
    ///
    /// @param connect resolving, connecting and the TLS handshake
    /// @param firstByte from the request to the head of the response
    /// @param idle between two pieces of the body
    /// @param total everything about the URL: redirects, attempts and the waits between them
    /// @param minSpeed bytes per second that a body must reach over any 20 s
    public record Deadlines(Duration connect, Duration firstByte, Duration idle, Duration total, DataSize minSpeed) {
        public Deadlines {
            for (var each : List.of(connect, firstByte, idle, total)) {
                if (each.isZero() || each.isNegative()) {
                    throw new IllegalArgumentException("a deadline is longer than nothing: " + each);
                }
            }
            Objects.requireNonNull(minSpeed, "minSpeed");
        }
    }

    public FetchSettings {
        if (parallelism < 1 || retries < 0 || maxRedirects < 0) {
            throw new IllegalArgumentException("parallelism is at least 1, retries and redirects at least 0");
        }
        Objects.requireNonNull(deadlines, "deadlines");
        Objects.requireNonNull(maxSize, "maxSize");
        Objects.requireNonNull(spoolAbove, "spoolAbove");
        Objects.requireNonNull(userAgent, "userAgent");
        allowAddresses = List.copyOf(allowAddresses);
        headers = Map.copyOf(headers);
    }
}
