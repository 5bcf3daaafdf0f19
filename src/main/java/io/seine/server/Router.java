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

    /// @param parts the segments of the template
    /// @param tail whether the last takes all that follow
    private record Route(
            HttpMethod method,
            String template,
            List<String> parts,
            boolean tail,
            Set<String> parameters,
            Handler handler) {

        boolean leadsTo(List<String> path) {
            int fixed = tail ? parts.size() - 1 : parts.size();
            if (tail ? path.size() <= fixed : path.size() != fixed) {
                return false;
            }
            for (int i = 0; i < fixed; i++) {
                if (!variable(i) && !parts.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private boolean variable(int part) {
            return parts.get(part).startsWith("{");
        }

        Call call(List<String> path, HttpRequest request) {
            var variables = new HashMap<String, String>();
            int fixed = tail ? parts.size() - 1 : parts.size();
            for (int i = 0; i < fixed; i++) {
                if (variable(i)) {
                    variables.put(parts.get(i).substring(1, parts.get(i).length() - 1), path.get(i));
                }
            }
            var rest = path.subList(fixed, path.size());
            return new Call(request, variables, rest, parameters(request));
        }

        private Map<String, List<String>> parameters(HttpRequest request) {
            if (request.getUri().rawQueryString().isEmpty()) {
                return Map.of();
            }
            var given = request.getUri().query().toMultiMap();
            for (var name : given.keySet()) {
                if (!parameters.contains(ANY) && !parameters.contains(name)) {
                    throw Problem.parameter(name, "there is no such parameter here")
                            .stop();
                }
            }
            return given;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /// Adds a row.
    ///
    /// @param parameters of the query that it knows; `*` for any
    Router add(HttpMethod method, String template, Set<String> parameters, Handler handler) {
        var parts = List.of(template.substring(1).split("/", -1));
        routes.add(new Route(method, template, parts, template.endsWith("*}"), parameters, handler));
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
            if (route.leadsTo(path)) {
                if (route.method().equals(request.method())) {
                    return route.handler().handle(route.call(path, request));
                }
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
}
