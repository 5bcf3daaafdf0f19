package io.seine.model;

import io.seine.model.WebUrl.BadUrl;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parser of the WHATWG URL Standard (section 4.4), without what only other schemes than http and https need: then
/// a backslash is a slash, and `#` and `?` end whatever comes before them.
final class UrlParser {
    private static final Pattern TABS_AND_LINE_ENDS = Pattern.compile("[\t\n\r]");
    private static final Pattern HALF_PAIR = Pattern.compile("\\p{Cs}");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):");
    private static final List<String> USUAL = List.of("http", "https");
    private static final Pattern PORT = Pattern.compile("0*([0-9]{1,5})");
    private static final int MOST_IN_DOTS = "%2e%2e".length();

    private final @Nullable WebUrl base;
    private final @Nullable String query;

    private UrlParser(@Nullable WebUrl base, @Nullable String query) {
        this.base = base;
        this.query = query == null ? null : Percent.encoded(query, Percent.IN_QUERY);
    }

    /// @param base what `text` is relative to, or null
    /// @throws BadUrl if it cannot be repaired, or is neither http nor https
    static WebUrl parse(String text, @Nullable WebUrl base) {
        var address = until('#', cleaned(text));
        var beforeQuery = until('?', address);
        var query = beforeQuery.length() < address.length() ? address.substring(beforeQuery.length() + 1) : null;
        return new UrlParser(base, query).parse(withSlashes(beforeQuery));
    }

    /// `text` without blanks and controls around it, and without tabs and line ends.
    static String cleaned(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && text.charAt(begin) <= ' ') {
            begin++;
        }
        while (begin < end && text.charAt(end - 1) <= ' ') {
            end--;
        }
        var trimmed = text.substring(begin, end);
        if (isClean(trimmed)) {
            return trimmed;
        }
        return HALF_PAIR
                .matcher(TABS_AND_LINE_ENDS.matcher(trimmed).replaceAll(""))
                .replaceAll("\ufffd");
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static String withSlashes(String text) {
        return text.indexOf('\\') < 0 ? text : text.replace('\\', '/');
    }

    private static String until(char end, String text) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private WebUrl parse(String address) {
        var name = scheme(address);
        if (name.isEmpty()) {
            if (base == null) {
                throw new BadUrl(
                        address.isEmpty() ? "the address is empty" : "the address has no scheme such as https");
            }
            return relative(base, address);
        }
        var rest = address.substring(name.length() + 1);
        if (!name.equals("http") && !name.equals("https")) {
            throw new BadUrl("neither http nor https");
        }
        return base != null && name.equals(base.scheme()) ? relative(base, rest) : absolute(name, rest);
    }

    /// The scheme in lower case, empty where there is none.
    private static String scheme(String address) {
        for (var usual : USUAL) {
            if (address.startsWith(usual) && address.startsWith(":", usual.length())) {
                return usual;
            }
        }
        var scheme = SCHEME.matcher(address);
        return scheme.lookingAt() ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private WebUrl relative(WebUrl base, String reference) {
        if (reference.startsWith("//")) {
            return absolute(base.scheme(), reference);
        } else if (reference.isEmpty()) {
            return base.with(base.path(), query == null ? base.query() : query);
        }
        var folder = base.path().substring(0, base.path().lastIndexOf('/') + 1);
        return base.with(path(reference.startsWith("/") ? reference : folder + reference), query);
    }

    private WebUrl absolute(String scheme, String rest) {
        int begin = 0;
        while (begin < rest.length() && rest.charAt(begin) == '/') {
            begin++;
        }
        var authority = until('/', rest.substring(begin));
        int at = authority.lastIndexOf('@');
        var hostAndPort = authority.substring(at + 1);
        int colon = colon(hostAndPort);
        return new WebUrl(
                scheme,
                at < 0 ? null : userInfo(authority.substring(0, at)),
                Hosts.parse(colon < 0 ? hostAndPort : hostAndPort.substring(0, colon)),
                port(colon < 0 ? "" : hostAndPort.substring(colon + 1), scheme),
                path(rest.substring(begin + authority.length())),
                query);
    }

    /// Where the port begins: at the first colon outside brackets.
    private static int colon(String hostAndPort) {
        return hostAndPort.indexOf(':', hostAndPort.startsWith("[") ? Math.max(0, hostAndPort.indexOf(']')) : 0);
    }

    private static @Nullable String userInfo(String text) {
        int colon = text.indexOf(':');
        var user = colon < 0 ? text : text.substring(0, colon);
        var password = colon < 0 ? "" : text.substring(colon + 1);
        return user.isEmpty() && password.isEmpty() ? null : Percent.decoded(user) + ":" + Percent.decoded(password);
    }

    private static int port(String text, String scheme) {
        if (text.isEmpty()) {
            return WebUrl.defaultPort(scheme);
        }
        var form = PORT.matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group(1)) : 0;
        if (port < 1 || port > 0xffff) { // nothing listens on 0, which the standard lets pass
            throw new BadUrl("the port is no number from 1 to 65535");
        }
        return port;
    }

    /// `text`, which is empty or begins with a slash, without its dots and percent-encoded.
    private static String path(String text) {
        if (!text.contains("/.") && !text.contains("/%")) { // no dots to resolve
            return text.isEmpty() ? "/" : Percent.encoded(text, Percent.IN_PATH);
        }
        var segments = new ArrayDeque<String>();
        var given = text.split("/", -1);
        for (int i = 1; i < given.length; i++) {
            var dots = given[i].length() > MOST_IN_DOTS ? "" : given[i].replaceAll("(?i)%2e", ".");
            boolean up = dots.equals("..");
            if (up) {
                segments.pollLast();
            }
            if (!up && !dots.equals(".")) {
                segments.add(Percent.encoded(given[i], Percent.IN_PATH));
            } else if (i == given.length - 1) {
                segments.add("");
            }
        }
        return "/" + String.join("/", segments);
    }
}
