package io.seine.model;

import java.util.Objects;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// An http or https address, repaired the way a browser does (WHATWG URL) and without its fragment.
///
/// The repair is OkHttp's `HttpUrl`: spaces, `|`, non-ASCII paths and hosts (IDN, UTS 46), stray `%`,
/// backslashes, dots in the path.
public final class WebUrl {
    private static final int MOST_SHOWN = 200;

    private final HttpUrl url;

    private WebUrl(HttpUrl url) {
        this.url = url.newBuilder().fragment(null).build();
    }

    /// Reads an address as people have it.
    ///
    /// @throws BadUrl if it cannot be repaired, or is neither http nor https
    public static WebUrl parse(String text) {
        var url = HttpUrl.parse(text);
        if (url == null) {
            throw new BadUrl(reason(text));
        }
        return new WebUrl(url);
    }

    private static String reason(String text) {
        if (text.isBlank()) {
            return "the address is empty";
        }
        var shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
        try {
            HttpUrl.get(text);
            return "not an address: " + shown;
        } catch (IllegalArgumentException e) {
            return Objects.requireNonNullElse(e.getMessage(), "not an address") + ": " + shown;
        }
    }

    /// The address that `reference`, found at this address, points to (RFC 3986, section 5).
    ///
    /// @throws BadUrl if the result is not an http or https address
    public WebUrl resolve(String reference) {
        var resolved = url.resolve(reference);
        if (resolved == null) {
            throw new BadUrl("not an http or https address: " + reference);
        }
        return new WebUrl(resolved);
    }

    /// `http` or `https`.
    public String scheme() {
        return url.scheme();
    }

    /// The host in ASCII; an IPv6 address without its brackets.
    public String host() {
        return url.host();
    }

    /// The port, the scheme's own where the address names none.
    public int port() {
        return url.port();
    }

    /// Scheme, host and port: what two addresses share if they are of the same origin (RFC 6454).
    public String origin() {
        return scheme() + "://" + authority();
    }

    /// The value of the `Host` header: the host, in brackets if IPv6, with the port unless it is the scheme's own.
    public String authority() {
        var host = host().contains(":") ? "[" + host() + "]" : host();
        return port() == HttpUrl.defaultPort(scheme()) ? host : host + ":" + port();
    }

    /// What a request line asks for: path and query, percent-encoded.
    public String target() {
        var query = url.encodedQuery();
        return query == null ? url.encodedPath() : url.encodedPath() + "?" + query;
    }

    /// `user:password` from the address, or null.
    public @Nullable String userInfo() {
        return url.username().isEmpty() && url.password().isEmpty() ? null : url.username() + ":" + url.password();
    }

    /// The last segment of the path, decoded; empty where the path ends in `/`.
    public String lastSegment() {
        return url.pathSegments().getLast();
    }

    /// The address without user and password, for records and messages.
    @Override
    public String toString() {
        return userInfo() == null
                ? url.toString()
                : url.newBuilder().username("").password("").build().toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebUrl that && url.equals(that.url);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    /// An address that cannot be repaired, or that Seine does not fetch.
    public static final class BadUrl extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadUrl(String message) {
            super(message);
        }
    }
}
