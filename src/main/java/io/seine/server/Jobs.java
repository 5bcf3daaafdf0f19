package io.seine.server;

import io.seine.model.JobState;
import io.seine.server.Roster.Page;
import io.seine.server.Steering.Steered;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/// The registry, as routes ask it; and the roster, where they look without asking.
///
/// @param registry who is asked
record Jobs(ActorSystem<?> system, ActorRef<Registry.Command> registry, Roster roster) {
    /// Looking at the list of a new job may take its time.
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(50);

    private static final Duration PROMPTLY = Duration.ofSeconds(3);

    CompletionStage<Registry.Submitted> submit(Submission submission) {
        return ask(replyTo -> new Registry.Submit(submission, replyTo), ANSWERS_WITHIN);
    }

    CompletionStage<Steered> steer(String id, Steering steering) {
        return ask(replyTo -> new Registry.Steer(id, steering, replyTo), ANSWERS_WITHIN);
    }

    /// What follows an answer goes on where it was given: the library's own futures hand every step to another thread.
    private <T> CompletionStage<T> ask(Function<ActorRef<T>, Registry.Command> request, Duration within) {
        return AskPattern.ask(registry, request, within, system.scheduler())
                .toCompletableFuture()
                .copy();
    }

    /// All jobs in one of these states, or in any where there are none; fails where the registry does not answer soon.
    CompletionStage<List<Entry>> promptly(Set<JobState> states) {
        return this.<Done>ask(Registry.Ping::new, PROMPTLY)
                .thenCompose(done -> roster.page(states, null, Integer.MAX_VALUE))
                .thenApply(Page::entries);
    }

    /// Closes the registry; fails where it does not answer soon, its database being away.
    CompletionStage<Done> close() {
        return ask(Registry.Close::new, PROMPTLY);
    }

    /// Jobs as they stand now; see [Roster#page].
    CompletionStage<Page> page(Set<JobState> states, @Nullable String after, int limit) {
        return roster.page(states, after, limit);
    }

    /// The job with this identity, as it stands now; fails with a [Problem.Stop] if there is none.
    CompletionStage<Entry> find(String id) {
        return roster.find(id)
                .thenApply(found ->
                        found.orElseThrow(() -> Problem.notFound("such job").stop()));
    }
}
