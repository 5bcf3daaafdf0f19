package io.seine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.model.JobState;
import io.seine.server.Registry.Submitted;
import io.seine.server.Roster.Page;
import io.seine.server.Steering.Steered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// `/v1/jobs`: submitting, finding, listing and steering.
final class JobRoutes {
    private static final int MOST_LISTED = 1000;
    private static final int USUALLY_LISTED = 100;
    private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

    private final Jobs jobs;
    private final Bodies bodies;
    private final Folders folders;

    JobRoutes(Jobs jobs, Bodies bodies, Folders folders) {
        this.jobs = jobs;
        this.bodies = bodies;
        this.folders = folders;
    }

    void addTo(Router router) {
        router.add(HttpMethods.POST, "/v1/jobs", Set.of(), this::submit)
                .add(HttpMethods.GET, "/v1/jobs", Set.of("state", "after", "limit"), this::list)
                .add(HttpMethods.GET, "/v1/jobs/{id}", Set.of(), this::show)
                .add(HttpMethods.PATCH, "/v1/jobs/{id}", Set.of(), this::retune)
                .add(HttpMethods.POST, "/v1/jobs/{id}/pause", Set.of(), call -> steer(call, new Steering.Pause()))
                .add(HttpMethods.POST, "/v1/jobs/{id}/resume", Set.of(), call -> steer(call, new Steering.Resume()))
                .add(HttpMethods.POST, "/v1/jobs/{id}/cancel", Set.of(), call -> steer(call, new Steering.Cancel()))
                .add(HttpMethods.POST, "/v1/jobs/{id}/end-list", Set.of(), call -> steer(call, new Steering.EndList()));
    }

    private CompletionStage<HttpResponse> submit(Call call) {
        var key = call.header("Idempotency-Key").orElse(null);
        if (key != null && !KEY.matcher(key).matches()) {
            throw Problem.parameter("Idempotency-Key", "expected up to 200 printable characters of ASCII")
                    .stop();
        }
        return bodies.object(call)
                .thenCompose(settings -> jobs.submit(new Submission(text(settings), key)))
                .thenApply(this::submitted);
    }

    private static String text(ObjectNode settings) {
        return Json.bytes(settings).decodeString(StandardCharsets.UTF_8);
    }

    private HttpResponse submitted(Submitted answer) {
        return switch (answer) {
            case Submitted.Accepted(var entry, var again) ->
                Responses.json(again ? StatusCodes.OK : StatusCodes.CREATED, JobView.of(entry))
                        .addHeader(RawHeader.create("Location", "/v1/jobs/" + entry.id()));
            case Submitted.Refused(var problems) ->
                Faults.ofSettings(problems, folders).response();
            case Submitted.KeyTaken() ->
                Problem.of(
                                StatusCodes.UNPROCESSABLE_CONTENT,
                                "idempotency-key-taken",
                                "Idempotency-Key: another submission was sent with this key")
                        .response();
            case Submitted.Broken(var failure) -> {
                LoggerFactory.getLogger(JobRoutes.class).error("a job could not be started", failure);
                yield Problem.internal().response();
            }
        };
    }

    private CompletionStage<HttpResponse> list(Call call) {
        var states = states(call);
        var after = call.parameter("after");
        int limit = call.number("limit", 1, MOST_LISTED, USUALLY_LISTED);
        return known(after)
                .thenCompose(known -> jobs.page(states, after, limit))
                .thenApply(JobRoutes::listed);
    }

    private CompletionStage<Boolean> known(@Nullable String after) {
        return after == null
                ? CompletableFuture.completedFuture(true)
                : jobs.find(after).handle((entry, failure) -> {
                    if (failure != null) {
                        throw Problem.parameter("after", "there is no such job").stop();
                    }
                    return true;
                });
    }

    private static HttpResponse listed(Page page) {
        return Responses.json(StatusCodes.OK, JobView.list(page.entries(), page.next()));
    }

    private static Set<JobState> states(Call call) {
        var states = EnumSet.noneOf(JobState.class);
        for (var word : call.parameters().getOrDefault("state", List.of())) {
            states.add(Arrays.stream(JobState.values())
                    .filter(state -> state.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> Problem.parameter(
                                    "state",
                                    "expected one of "
                                            + Arrays.toString(JobState.values()).toLowerCase(Locale.ROOT))
                            .stop()));
        }
        return states;
    }

    private CompletionStage<HttpResponse> show(Call call) {
        return jobs.find(call.variable("id")).thenApply(entry -> Responses.json(StatusCodes.OK, JobView.of(entry)));
    }

    private CompletionStage<HttpResponse> steer(Call call, Steering steering) {
        bodies.refuse(call);
        return steer(call.variable("id"), steering);
    }

    private CompletionStage<HttpResponse> retune(Call call) {
        var id = call.variable("id");
        return bodies.object(call).thenApply(Retuning::of).thenCompose(wanted -> {
            var interval = wanted.interval();
            if (interval == null) {
                return places(id, wanted);
            } else if (wanted.ofPlaces()) {
                return places(id, wanted)
                        .thenCompose(response -> response.status().isFailure()
                                ? CompletableFuture.completedFuture(response)
                                : pace(id, interval));
            }
            return pace(id, interval);
        });
    }

    private CompletionStage<HttpResponse> places(String id, Retuning wanted) {
        return steer(id, new Steering.Retune(wanted.parallelism(), wanted.perHost()));
    }

    private CompletionStage<HttpResponse> pace(String id, Duration interval) {
        return steer(id, new Steering.Pace(interval));
    }

    private CompletionStage<HttpResponse> steer(String id, Steering steering) {
        return jobs.steer(id, steering).thenApply(answer -> switch (answer) {
            case Steered.Done(var entry) -> Responses.json(StatusCodes.ACCEPTED, JobView.of(entry));
            case Steered.Forbidden(var entry) ->
                Problem.of(
                                StatusCodes.CONFLICT,
                                "wrong-state",
                                "the job is " + entry.status().state().word() + ", which does not allow that")
                        .response();
            case Steered.Unknown() -> Problem.notFound("such job").response();
            case Steered.Unanswered() ->
                Problem.of(
                                StatusCodes.SERVICE_UNAVAILABLE,
                                "no-answer",
                                "the job does not answer yet; it may still do so")
                        .response();
        });
    }
}
