package io.seine.server;

import io.seine.model.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;

/// The registry, as routes ask it.
///
/// @param registry who is asked
record Jobs(ActorSystem<?> system, ActorRef<Registry.Command> registry) {
    /// Looking at the list of a new job may take its time.
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(50);

    private static final Duration PROMPTLY = Duration.ofSeconds(3);

    <T> CompletionStage<T> ask(Function<ActorRef<T>, Registry.Command> request) {
        return AskPattern.ask(registry, request, ANSWERS_WITHIN, system.scheduler());
    }

    /// All jobs in one of these states, or in any where there are none; fails where the registry does not answer soon.
    CompletionStage<List<Entry>> promptly(Set<JobState> states) {
        return AskPattern.<Registry.Command, Registry.Page>ask(
                        registry,
                        replyTo -> new Registry.ListJobs(states, null, Integer.MAX_VALUE, replyTo),
                        PROMPTLY,
                        system.scheduler())
                .thenApply(Registry.Page::entries);
    }

    /// Closes the registry; fails where it does not answer soon, its database being away.
    CompletionStage<Done> close() {
        return AskPattern.ask(registry, Registry.Close::new, PROMPTLY, system.scheduler());
    }

    /// The job with this identity, as it stands now; fails with a [Problem.Stop] if there is none.
    CompletionStage<Entry> find(String id) {
        return this.<Optional<Entry>>ask(replyTo -> new Registry.Find(id, replyTo))
                .thenApply(found ->
                        found.orElseThrow(() -> Problem.notFound("such job").stop()));
    }
}
