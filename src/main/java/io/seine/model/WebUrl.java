package io.seine.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An http or https address, repaired the way a browser does (WHATWG URL Standard) and without its fragment.
public final class WebUrl {
    private static final int MOST_SHOWN = 200;

    private final String scheme;
    private final @Nullable String userInfo;
    private final String host;
    private final int port;
    private final String path;
    private final @Nullable String query;

    WebUrl(String scheme, @Nullable String userInfo, String host, int port, String path, @Nullable String query) {
        this.scheme = scheme;
        this.userInfo = userInfo;
        this.host = host;
        this.port = port;
        this.path = path;
        this.query = query;
    }

    /// Reads an address as people have it.
    ///
    /// @throws BadUrl if it cannot be repaired, or is neither http nor https
    public static WebUrl parse(String text) {
        return parse(text, null);
    }

    /// The address that `reference`, found at this address, points to.
    ///
    /// @throws BadUrl if the result is not an http or https address
    public WebUrl resolve(String reference) {
        return parse(reference, this);
    }

    private static WebUrl parse(String text, @Nullable WebUrl base) {
        try {
            return UrlParser.parse(text, base);
        } catch (BadUrl e) {
            var shown = Credentials.droppedFromAddress(text);
            throw new BadUrl(e.getMessage() + ": "
                    + (shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) + "…" : shown));
        }
    }

    /// This address with another path, percent-encoded, and another query.
    WebUrl with(String otherPath, @Nullable String otherQuery) {
        return new WebUrl(scheme, userInfo, host, port, otherPath, otherQuery);
    }

    /// `http` or `https`.
    public String scheme() {
        return scheme;
    }

    /// The host in ASCII; an IPv4 address in decimal, an IPv6 address without its brackets.
    public String host() {
        return host;
    }

    /// The port, the scheme's own where the address names none.
    public int port() {
        return port;
    }

    static int defaultPort(String scheme) {
        return scheme.equals("http") ? 80 : 443;
    }

    /// Scheme, host and port: what two addresses share if they are of the same origin (RFC 6454).
    public String origin() {
        return scheme + "://" + authority();
    }

    /// The value of the `Host` header: the host, in brackets if IPv6, with the port unless it is the scheme's own.
    public String authority() {
        var name = host.contains(":") ? "[" + host + "]" : host;
        return port == defaultPort(scheme) ? name : name + ":" + port;
    }

    /// The path, percent-encoded; it begins with a slash.
    public String path() {
        return path;
    }

    /// The query, percent-encoded and without its question mark, or null.
    public @Nullable String query() {
        return query;
    }

    /// What a request line asks for: path and query, percent-encoded.
    public String target() {
        return query == null ? path : path + "?" + query;
    }

    /// `user:password` from the address, decoded, or null.
    public @Nullable String userInfo() {
        return userInfo;
    }

    /// The last segment of the path, decoded; empty where the path ends in `/`.
    public String lastSegment() {
        return Percent.decoded(path.substring(path.lastIndexOf('/') + 1));
    }

    /// The address without user and password, for records and messages.
    @Override
    public String toString() {
        return origin() + target();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebUrl that
                && toString().equals(that.toString())
                && Objects.equals(userInfo, that.userInfo);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /// An address that cannot be repaired, or that Seine does not fetch. The message tells no user and no password.
    public static final class BadUrl extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadUrl(String message) {
            super(message, null, false, false); // data, not a bug: no stack trace
        }
    }
}
