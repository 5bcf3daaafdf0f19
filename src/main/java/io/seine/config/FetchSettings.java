package io.seine.config;

import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import io.seine.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a URL is downloaded.
///
/// @param parallelism transfers at once, over all hosts
/// @param deadlines how long each phase of a download may take
/// @param maxSize largest body that is accepted, as it comes and after its content coding is undone
/// @param spoolAbove largest body that is held in memory; larger ones go through a temporary file
/// @param retries further attempts after the first
/// @param maxRedirects redirects followed within one attempt
/// @param allowAddresses ranges that may be dialled although they are not public
/// @param xRobotsTag whether a response's `X-Robots-Tag` can forbid its use
/// @param headers further request headers, credentials and cookies among them; not sent to another origin after a
///     redirect
/// @param userAgent the `User-Agent` header
/// @param proxy the HTTP proxy to go through, or null
/// @param tls how connections are secured
public record FetchSettings(
        int parallelism,
        Deadlines deadlines,
        DataSize maxSize,
        DataSize spoolAbove,
        int retries,
        int maxRedirects,
        List<AddressRange> allowAddresses,
        boolean xRobotsTag,
        Map<String, Secret> headers,
        String userAgent,
        @Nullable Proxy proxy,
        Tls tls) {

    /// The most transfers at once that can be asked for, in all and with one host.
    public static final int MOST_PARALLEL = 65_536;

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

    /// An HTTP proxy: asked with whole addresses for `http`, and for tunnels (`CONNECT`) for `https` (RFC 9110,
    /// sections 7.3.2 and 9.3.6).
    ///
    /// @param host its name or address, which may be any: it is the job owner's choice
    /// @param userInfo `user:password` for it, or null
    public record Proxy(String host, int port, @Nullable Secret userInfo) {
        public Proxy {
            if (host.isEmpty() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a proxy has a host and a port from 1 to 65535");
            }
        }
    }

    /// How `https` connections are secured.
    ///
    /// @param verify whether certificates and host names are checked
    /// @param trustStore PKCS #12 or JKS file of the authorities to trust instead of the platform's, or null
    /// @param trustStorePassword opens the file, or null
    /// @param minVersion the oldest version that will do
    public record Tls(
            boolean verify,
            @Nullable Path trustStore,
            @Nullable Secret trustStorePassword,
            Version minVersion) {

        /// A version of TLS (RFC 5246, RFC 8446).
        public enum Version {
            /// TLS 1.2
            TLS_1_2("TLSv1.2"),
            /// TLS 1.3
            TLS_1_3("TLSv1.3");

            private final String protocol;

            Version(String protocol) {
                this.protocol = protocol;
            }

            /// Its name in the Java platform: `TLSv1.2`.
            public String protocol() {
                return protocol;
            }
        }

        public Tls {
            Objects.requireNonNull(minVersion, "minVersion");
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
        Objects.requireNonNull(tls, "tls");
        allowAddresses = List.copyOf(allowAddresses);
        headers = Map.copyOf(headers);
    }
}
