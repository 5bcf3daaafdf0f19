package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.Secret;
import io.seine.model.WebUrl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.http.scaladsl.model.Uri;
import org.jspecify.annotations.Nullable;

/// Writes the requests of one job.
final class Requests {
    /// What every request says.
    private final List<HttpHeader> standard;

    /// The same as the job wants it for those that it trusts: its own headers go before ours.
    private final List<HttpHeader> trusting;

    private final FetchSettings.@Nullable Proxy proxy;

    Requests(FetchSettings settings) {
        standard = List.of(
                RawHeader.create("User-Agent", settings.userAgent()),
                RawHeader.create("Accept", "image/*,*/*;q=0.8"),
                RawHeader.create("Accept-Encoding", ContentCoding.ACCEPTED));
        trusting = overridden(standard, settings.headers());
        proxy = settings.proxy();
    }

    private static List<HttpHeader> overridden(List<HttpHeader> standard, Map<String, Secret> own) {
        var headers = new ArrayList<>(standard);
        own.forEach((name, value) -> {
            headers.removeIf(header -> header.is(name.toLowerCase(Locale.ROOT)));
            headers.add(RawHeader.create(name, value.value()));
        });
        return List.copyOf(headers);
    }

    /// A GET request. Credentials in the address itself go with it, unless the job has others.
    ///
    /// @param trusted whether the job's own headers do
    HttpRequest get(WebUrl url, boolean trusted) {
        var headers = new ArrayList<>(trusted ? trusting : standard);
        if (headers.stream().noneMatch(header -> header.is("host"))) {
            headers.add(host(url));
        }
        headers.add(RawRequestURI.create(viaProxy(url) ? absolute(url) : url.target()));
        var userInfo = url.userInfo();
        if (userInfo != null && headers.stream().noneMatch(header -> header.is("authorization"))) {
            headers.add(RawHeader.create("Authorization", basic(userInfo)));
        }
        if (viaProxy(url) && proxy != null && proxy.userInfo() != null) {
            headers.add(RawHeader.create(
                    "Proxy-Authorization", basic(proxy.userInfo().value())));
        }
        return HttpRequest.GET("/").withHeaders(headers);
    }

    /// Whether a proxy is asked for the address itself (RFC 9112, section 3.2.2), not for a tunnel.
    private boolean viaProxy(WebUrl url) {
        return proxy != null && url.scheme().equals("http");
    }

    private static String absolute(WebUrl url) {
        return url.origin() + url.target();
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /// The `Host` header for requests to the origin of `url`.
    private static Host host(WebUrl url) {
        boolean usual = url.port() == (url.scheme().equals("https") ? 443 : 80);
        int port = usual ? 0 : url.port();
        try {
            return Host.create(url.host(), port);
        } catch (IllegalUriException e) { // browsers let some characters pass that RFC 3986 does not
            return new org.apache.pekko.http.scaladsl.model.headers.Host(new Uri.NamedHost(url.host()), port);
        }
    }
}
