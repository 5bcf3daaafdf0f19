package io.seine.config;

import com.typesafe.config.ConfigUtil;
import io.seine.config.FetchSettings.Tls;
import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import io.seine.model.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the section `seine.job.fetch`. Values that may be secret are not repeated in complaints.
final class FetchReader {
    private static final DataSize ONE_BYTE = new DataSize(1);
    private static final DataSize ANY_SIZE = new DataSize(Long.MAX_VALUE);

    /// Bodies in memory are Java arrays.
    private static final DataSize MOST_IN_MEMORY = new DataSize(1 << 30);

    /// A token (RFC 9110, section 5.6.2): the name of a header or a cookie.
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /// Headers that the client writes itself, or that would change what a request is.
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern COOKIE_VALUE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]*");
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final Section fetch;

    FetchReader(Section fetch) {
        this.fetch = fetch;
    }

    FetchSettings settings() {
        return new FetchSettings(
                fetch.count("parallelism", 1, FetchSettings.MOST_PARALLEL),
                new FetchSettings.Deadlines(
                        fetch.deadline("connect-timeout"),
                        fetch.deadline("first-byte-timeout"),
                        fetch.deadline("idle-timeout"),
                        fetch.deadline("total-timeout"),
                        fetch.parsed("min-speed", FetchReader::speed)),
                fetch.size("max-size", ONE_BYTE, ANY_SIZE),
                fetch.size("spool-above", new DataSize(0), MOST_IN_MEMORY),
                fetch.count("retries", 0, 100),
                fetch.count("max-redirects", 0, 100),
                fetch.list("allow-addresses", AddressRange::parse),
                fetch.flag("x-robots-tag"),
                headers(),
                userAgent(),
                fetch.optional("proxy", FetchReader::proxy),
                tls(fetch.section("tls")));
    }

    private static DataSize speed(String text) {
        try {
            if (text.endsWith("/s")) {
                return DataSize.parse(text.substring(0, text.length() - 2));
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException("expected a speed such as 1KiB/s, got \"" + text + "\"");
    }

    /// The job's headers, and those that credentials and cookies become.
    private Map<String, Secret> headers() {
        var headers = new LinkedHashMap<String, Secret>();
        fetch.map("headers", FetchReader::checkHeader).forEach((name, value) -> headers.put(name, new Secret(value)));
        var auth = fetch.section("auth");
        var bearer = auth.optional("bearer", FetchReader::bearer);
        var basic = auth.optional("basic", FetchReader::basic);
        if (bearer != null) {
            add(headers, "Authorization", bearer, auth, "bearer");
        }
        if (basic != null) {
            add(headers, "Authorization", basic, auth, "basic");
        }
        var cookies = fetch.map("cookies", FetchReader::checkCookie);
        if (!cookies.isEmpty()) {
            add(
                    headers,
                    "Cookie",
                    cookieString(cookies),
                    fetch.section("cookies"),
                    cookies.keySet().iterator().next());
        }
        return headers;
    }

    /// Adds what the setting `key` of `section` asks for.
    private static void add(Map<String, Secret> headers, String name, String value, Section section, String key) {
        if (headers.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
            section.refuse(key, "another setting has the header " + name + " sent, too: there can be only one");
        }
        headers.put(name, new Secret(value));
    }

    /// By RFC 6750.
    private static String bearer(String token) {
        if (!BEARER.matcher(token).matches()) {
            throw new IllegalArgumentException("expected a bearer token: letters, digits and - . _ ~ + / =");
        }
        return "Bearer " + token;
    }

    /// By RFC 7617.
    private static String basic(String userInfo) {
        if (userInfo.indexOf(':') < 1 || JobReader.CONTROL.matcher(userInfo).find()) {
            throw new IllegalArgumentException("expected user:password");
        }
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /// By RFC 6265, section 4.2.
    private static String cookieString(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private static void checkCookie(String name, String value) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of a cookie: " + ConfigUtil.quoteString(name));
        } else if (!COOKIE_VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("a cookie holds no spaces, quotes, commas, semicolons and backslashes");
        }
    }

    private static void checkHeader(String name, String value) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of a header: " + ConfigUtil.quoteString(name));
        } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("this header belongs to the connection and cannot be set");
        } else if (value.isBlank() || JobReader.CONTROL.matcher(value).find()) {
            throw new IllegalArgumentException("expected a line of text");
        }
    }

    private String userAgent() {
        var given = fetch.parsed("user-agent", JobReader::line);
        var contact = fetch.parsed("contact", JobReader::line);
        if (!given.equals("auto")) {
            return given;
        }
        return "Seine/" + Version.current() + (contact.equals("none") ? "" : " (+" + contact + ")");
    }

    private static FetchSettings.Proxy proxy(String text) {
        try {
            var uri = new URI(text);
            boolean bare = Objects.requireNonNullElse(uri.getPath(), "").matches("/?")
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && bare) {
                var userInfo = uri.getUserInfo();
                return new FetchSettings.Proxy(
                        uri.getHost().replaceAll("[\\[\\]]", ""),
                        uri.getPort() < 0 ? 3128 : uri.getPort(),
                        userInfo == null ? null : new Secret(userInfo));
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new IllegalArgumentException("expected a proxy such as http://proxy.example.org:3128");
    }

    private static Tls tls(Section tls) {
        return new Tls(
                tls.flag("verify"),
                tls.optionalPath("trust-store"),
                tls.optional("trust-store-password", Secret::new),
                tls.parsed("min-version", FetchReader::version));
    }

    private static Tls.Version version(String text) {
        return switch (text) {
            case "1.2" -> Tls.Version.TLS_1_2;
            case "1.3" -> Tls.Version.TLS_1_3;
            default -> throw new IllegalArgumentException("expected 1.2 or 1.3, got \"" + text + "\"");
        };
    }
}
