package io.seine.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/// The table of what is served: who handles which method of which path.
///
/// A template such as `/v1/jobs/{id}/files/{path*}` has places for one segment each, and at its end perhaps one for
/// all that follow.
final class Router {
    private static final String ANY = "*";

    /// Serves a request.
    interface Handler {
        /// The response to a call.
        ///
        /// @throws Problem.Stop where the request cannot be served
        CompletionStage<HttpResponse> handle(Call call);
    }

    private record Route(HttpMethod method, String template, Set<String> parameters, Handler handler) {
        boolean open() {
            return parameters.contains(ANY);
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /// Adds a row.
    ///
    /// @param parameters of the query that it knows; `*` for any
    Router add(HttpMethod method, String template, Set<String> parameters, Handler handler) {
        routes.add(new Route(method, template, parameters, handler));
        return this;
    }

    /// The methods of every template.
    Map<String, Set<String>> table() {
        var table = new LinkedHashMap<String, Set<String>>();
        for (var route : routes) {
            table.computeIfAbsent(route.template(), template -> new TreeSet<>())
                    .add(route.method().name());
        }
        return table;
    }

    /// @throws Problem.Stop where nobody serves such a request
    CompletionStage<HttpResponse> handle(HttpRequest request) {
        var path = segments(request);
        var allowed = new LinkedHashSet<String>();
        for (var route : routes) {
            var call = match(route, path, request);
            if (call != null && route.method().equals(request.method())) {
                refuseUnknown(route, call);
                return route.handler().handle(call);
            } else if (call != null) {
                allowed.add(route.method().name());
            }
        }
        if (allowed.isEmpty()) {
            throw Problem.notFound("such path").stop();
        }
        var methods = String.join(", ", allowed);
        throw Problem.of(StatusCodes.METHOD_NOT_ALLOWED, "method-not-allowed", "this path takes " + methods)
                .with(RawHeader.create("Allow", methods))
                .stop();
    }

    private static void refuseUnknown(Route route, Call call) {
        for (var name : call.parameters().keySet()) {
            if (!route.open() && !route.parameters().contains(name)) {
                throw Problem.parameter(name, "there is no such parameter here").stop();
            }
        }
    }

    private static List<String> segments(HttpRequest request) {
        var segments = new ArrayList<String>();
        var path = request.getUri().asScala().path();
        while (!path.isEmpty()) {
            if (path.startsWithSlash()) {
                segments.add("");
            } else {
                segments.set(segments.size() - 1, path.head().toString());
            }
            path = path.tail();
        }
        return segments;
    }

    private static @Nullable Call match(Route route, List<String> path, HttpRequest request) {
        var template = route.template().substring(1).split("/", -1);
        boolean tail = template[template.length - 1].endsWith("*}");
        if (tail ? path.size() < template.length : path.size() != template.length) {
            return null;
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < template.length - (tail ? 1 : 0); i++) {
            if (template[i].startsWith("{")) {
                variables.put(template[i].substring(1, template[i].length() - 1), path.get(i));
            } else if (!template[i].equals(path.get(i))) {
                return null;
            }
        }
        var rest = tail ? path.subList(template.length - 1, path.size()) : List.<String>of();
        return new Call(request, variables, rest, request.getUri().query().toMultiMap());
    }
}
