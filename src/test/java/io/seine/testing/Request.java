package io.seine.testing;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;

/// A request as the scripted origin read it; a body is skipped.
///
/// @param method such as `GET`
/// @param target as sent: path and query
/// @param headers by lower-case name; repeated ones joined by `, `
/// @param connection serial number of the connection, the first being 1
/// @param peer the client's end of the connection
public record Request(
        String method, String target, Map<String, String> headers, int connection, InetSocketAddress peer) {

    public Request {
        headers = Map.copyOf(headers);
    }

    /// The target without its query.
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// The header of that name in any case, or an empty text.
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
}
