package io.seine.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/// The web page, and the description of the endpoint: resources of the program.
final class PageRoutes {
    /// Everything comes from this server, and nothing that stands in the page itself is run.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:"
            + " data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.([a-z0-9]+)");
    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "css", ContentTypes.parse("text/css; charset=UTF-8"),
            "js", ContentTypes.parse("text/javascript; charset=UTF-8"),
            "json", ContentTypes.APPLICATION_JSON,
            "svg", ContentTypes.parse("image/svg+xml"),
            "png", ContentTypes.parse("image/png"),
            "ico", ContentTypes.parse("image/x-icon"),
            "woff2", ContentTypes.parse("font/woff2"),
            "yaml", ContentTypes.parse("application/yaml"));

    void addTo(Router router) {
        router.add(HttpMethods.GET, "/", Set.of(), call -> served("web/index.html"))
                .add(HttpMethods.GET, "/openapi.yaml", Set.of(), call -> served("openapi.yaml"))
                .add(HttpMethods.GET, "/web/{path*}", Set.of(), call -> served(path(call.rest())));
    }

    private static String path(List<String> rest) {
        boolean plain = rest.stream().limit(rest.size() - 1L).allMatch(part -> part.matches("[A-Za-z0-9_-]+"))
                && NAME.matcher(rest.getLast()).matches();
        if (!plain) {
            throw Problem.notFound("such path").stop();
        }
        return "web/" + String.join("/", rest);
    }

    private static CompletionStage<HttpResponse> served(String name) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (var resource = PageRoutes.class.getClassLoader().getResourceAsStream(name)) {
            if (resource == null || type == null) {
                throw Problem.notFound("such path").stop();
            }
            return CompletableFuture.completedFuture(HttpResponse.create()
                    .addHeader(RawHeader.create("Content-Security-Policy", POLICY))
                    .addHeader(RawHeader.create("Cache-Control", "no-cache"))
                    .withEntity(type, ByteString.fromArrayUnsafe(resource.readAllBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
