package io.seine.hostile;

import static io.seine.hostile.HostileOrigin.HELLO;
import static io.seine.hostile.HostileOrigin.first;
import static io.seine.hostile.HostileOrigin.lost;
import static io.seine.hostile.HostileOrigin.saved;
import static io.seine.hostile.When.AT_ONCE;

import io.seine.model.Kind;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Redirects that lead nowhere, or where nobody should go.
final class HostileRedirects {
    private HostileRedirects() {}

    static List<HostileOrigin> redirects() {
        return List.of(
                lost("redirects to itself", Kind.REDIRECT_LIMIT, AT_ONCE, to("/0")),
                lost("redirects to and fro", Kind.REDIRECT_LIMIT, AT_ONCE, Site.http(first(to("/1"), to("/0")))),
                lost("redirects 11 times", Kind.REDIRECT_LIMIT, AT_ONCE, Site.http(redirecting(11))),
                saved("redirects 10 times", AT_ONCE, Site.http(redirecting(10))),
                saved("redirects with a body without end", AT_ONCE, Site.http(first(talkative(), hello()))),
                lost("redirects to `file:`", Kind.REDIRECT_BLOCKED, AT_ONCE, to("file:///etc/passwd")),
                lost("redirects to `ftp:`", Kind.REDIRECT_BLOCKED, AT_ONCE, to("ftp://127.0.0.1/a")),
                lost("redirects to `javascript:`", Kind.REDIRECT_BLOCKED, AT_ONCE, to("javascript:alert(1)")),
                lost("redirects to an address of a private net", Kind.BLOCKED_ADDRESS, AT_ONCE, to("http://10.0.0.1/")),
                lost(
                        "redirects to a cloud's metadata",
                        Kind.BLOCKED_ADDRESS,
                        AT_ONCE,
                        to("http://169.254.169.254/latest/meta-data/")),
                lost("redirects without a `Location`", Kind.HTTP_STATUS, AT_ONCE, Answer.status(302)),
                lost("redirects to an empty `Location`", Kind.REDIRECT_LIMIT, AT_ONCE, to("")),
                lost("redirects to what is no address", Kind.REDIRECT_BLOCKED, AT_ONCE, to("http://[::")));
    }

    private static Answer to(String location) {
        return Answer.redirect(302, location);
    }

    private static Answer hello() {
        return Answer.ok(HELLO.getBytes(StandardCharsets.US_ASCII), "text/plain");
    }

    private static Answer talkative() {
        return Answer.text("HTTP/1.1 302 Found\r\nLocation: /1\r\n\r\n").thenForever(new byte[1000], Duration.ZERO);
    }

    private static Handler redirecting(int times) {
        return request -> {
            int step = Integer.parseInt(request.path().substring(1));
            return step < times ? to("/" + (step + 1)) : hello();
        };
    }
}
