package io.seine.server;

import io.seine.config.ServerSettings;
import io.seine.model.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/// Decides who may ask at all: by the name the server is called by, by where a page comes from, and by the token.
///
/// A page of somebody else's can have a browser send requests to a server on its user's machine, under the server's own
/// name (`Origin` tells) or under one that was made to lead there (`Host` tells).
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /// What is served without a token: to probes, and the page that asks for one.
    private static final List<String> OPEN = List.of("/health/", "/web/");

    private static final String PAGE = "/";

    private static final HttpHeader CHALLENGE =
            RawHeader.create("WWW-Authenticate", "Bearer realm=\"seine\", Basic realm=\"seine\", charset=\"UTF-8\"");

    /// For pages, which ask for the token themselves: at the other one a browser would do it.
    private static final HttpHeader QUIET_CHALLENGE = RawHeader.create("WWW-Authenticate", "Bearer realm=\"seine\"");

    private final Set<String> hosts;
    private final byte @Nullable [] token;

    Guard(ServerSettings settings) {
        this.hosts = hosts(settings);
        this.token = Optional.ofNullable(settings.token())
                .map(Secret::value)
                .map(Guard::digest)
                .orElse(null);
    }

    /// The names by which the server may be called; none for any.
    private static Set<String> hosts(ServerSettings settings) {
        var hosts = new HashSet<String>();
        settings.allowHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        if (loopback(settings.host())) {
            hosts.addAll(LOOPBACK);
        }
        if (!hosts.isEmpty()) {
            var own = settings.host().toLowerCase(Locale.ROOT);
            hosts.add(own.contains(":") ? "[" + own + "]" : own);
        }
        return hosts;
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// @throws Problem.Stop if the request may not be served
    void check(HttpRequest request) {
        var host = host(request);
        checkHost(host);
        checkOrigin(request, host);
        if (!knows(request) && !open(request.getUri().path())) {
            throw unauthorized(request);
        }
    }

    /// Whether a request shows the token, or none is asked for.
    boolean knows(HttpRequest request) {
        if (token == null) {
            return true;
        }
        var given = values(request, "authorization");
        return given.size() == 1
                && shown(given.getFirst())
                        .map(Guard::digest)
                        .filter(each -> MessageDigest.isEqual(each, token))
                        .isPresent();
    }

    private static boolean open(String path) {
        return path.equals(PAGE) || OPEN.stream().anyMatch(path::startsWith);
    }

    private void checkHost(String host) {
        if (!hosts.isEmpty() && !hosts.contains(name(host))) {
            throw Problem.of(
                            StatusCodes.MISDIRECTED_REQUEST,
                            "unknown-host",
                            "this server is not called so; seine.server.allow-hosts names what it is called")
                    .stop();
        }
    }

    /// An authority without its port (RFC 3986, 3.2); what is none stays as it is, and is no host's name.
    private static String name(String authority) {
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        boolean port = colon >= 0 && authority.chars().skip(colon + 1).allMatch(each -> each >= '0' && each <= '9');
        return port ? authority.substring(0, colon) : authority;
    }

    private static String host(HttpRequest request) {
        var hosts = values(request, "host");
        if (hosts.size() > 1) {
            throw Problem.of(StatusCodes.BAD_REQUEST, "bad-request", "there is more than one Host")
                    .stop();
        }
        return hosts.isEmpty() ? "" : hosts.getFirst().toLowerCase(Locale.ROOT);
    }

    private static void checkOrigin(HttpRequest request, String host) {
        boolean foreign = values(request, "origin").stream().anyMatch(origin -> !same(origin, host));
        boolean fromElsewhere = values(request, "sec-fetch-site").stream()
                .anyMatch(site -> !site.equals("same-origin") && !site.equals("none"));
        // A link may lead to the page, and to nothing else.
        if (foreign || (fromElsewhere && !request.getUri().path().equals(PAGE))) {
            throw Problem.of(StatusCodes.FORBIDDEN, "foreign-origin", "a page from elsewhere may not ask this server")
                    .stop();
        }
    }

    private static boolean same(String origin, String host) {
        var lower = origin.toLowerCase(Locale.ROOT);
        return lower.equals("http://" + host) || lower.equals("https://" + host);
    }

    private static Problem.Stop unauthorized(HttpRequest request) {
        return Problem.of(
                        StatusCodes.UNAUTHORIZED,
                        "unauthorized",
                        "show the server's token: Authorization: Bearer TOKEN")
                .with(values(request, "x-requested-with").isEmpty() ? CHALLENGE : QUIET_CHALLENGE)
                .stop();
    }

    /// The token in a value of `Authorization`: a bearer's (RFC 6750), or the password of whoever (RFC 7617).
    private static Optional<String> shown(String authorization) {
        int blank = authorization.indexOf(' ');
        var scheme = authorization.substring(0, Math.max(blank, 0)).toLowerCase(Locale.ROOT);
        var credentials = authorization.substring(blank + 1).strip();
        return switch (scheme) {
            case "bearer" -> Optional.of(credentials);
            case "basic" -> password(credentials);
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String credentials) {
        try {
            var userInfo = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return Optional.of(userInfo.substring(userInfo.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// @param name in lower case
    private static List<String> values(HttpRequest request, String name) {
        var values = new ArrayList<String>();
        for (var header : request.getHeaders()) {
            if (header.is(name)) {
                values.add(header.value());
            }
        }
        return values;
    }

    /// Of equal length whatever the text's, so that comparing takes as long for every guess.
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
