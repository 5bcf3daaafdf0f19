package io.seine.server;

import io.seine.metrics.Metrics;
import io.seine.model.JobState;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.util.ByteString;

/// `/metrics` and `/health`: what whoever runs the server asks.
final class MonitorRoutes {
    private final Metrics metrics;
    private final Jobs jobs;
    private final Health health;
    private final Guard guard;

    MonitorRoutes(Metrics metrics, Jobs jobs, Health health, Guard guard) {
        this.metrics = metrics;
        this.jobs = jobs;
        this.health = health;
        this.guard = guard;
    }

    void addTo(Router router) {
        router.add(HttpMethods.GET, "/metrics", Set.of(), call -> metrics())
                .add(HttpMethods.GET, "/health/live", Set.of(), call -> live())
                .add(HttpMethods.GET, "/health/ready", Set.of(), this::ready);
    }

    private CompletionStage<HttpResponse> metrics() {
        return jobs.promptly(Set.of())
                .thenApply(entries -> entries.stream()
                        .collect(Collectors.groupingBy(entry -> entry.status().state(), Collectors.counting())))
                .exceptionally(silence -> Map.<JobState, Long>of())
                .thenApply(byState -> HttpResponse.create()
                        .withEntity(
                                ContentTypes.parse(Metrics.FORMAT), ByteString.fromString(metrics.scrape(byState))));
    }

    private static CompletionStage<HttpResponse> live() {
        return CompletableFuture.completedFuture(
                Responses.json(StatusCodes.OK, Json.object().put("status", "live")));
    }

    /// Probes show no token; what is wrong is told to those who do.
    private CompletionStage<HttpResponse> ready(Call call) {
        boolean known = guard.knows(call.request());
        return health.troubles()
                .thenApply(troubles -> troubles.isEmpty()
                        ? Responses.json(StatusCodes.OK, Json.object().put("status", "ready"))
                        : Problem.of(
                                        StatusCodes.SERVICE_UNAVAILABLE,
                                        "not-ready",
                                        known ? String.join("; ", troubles) : "show the server's token to be told why")
                                .response());
    }
}
