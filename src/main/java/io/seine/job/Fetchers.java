package io.seine.job;

import io.seine.config.FetchSettings;
import io.seine.model.FetchResult;
import io.seine.model.Fetching;
import io.seine.model.Item;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// The bridge between a stream and its fetcher actors: asks the supervisor for one per URL.
public final class Fetchers implements Fetching {
    /// Past a fetcher's own total deadline, so that only a lost fetcher is ever waited for in vain.
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ActorRef<FetchSupervisor.Command> supervisor;
    private final Scheduler scheduler;
    private final Duration atMost;

    Fetchers(ActorRef<FetchSupervisor.Command> supervisor, Scheduler scheduler, FetchSettings settings) {
        this.supervisor = supervisor;
        this.scheduler = scheduler;
        this.atMost = settings.deadlines().total().plus(GRACE);
    }

    @Override
    public CompletionStage<FetchResult> fetch(Item item, WebUrl url) {
        return AskPattern.ask(supervisor, replyTo -> new FetchSupervisor.Fetch(item, url, replyTo), atMost, scheduler);
    }

    /// Cancels every download under way and answers later ones as cancelled.
    public void cancelAll() {
        supervisor.tell(new FetchSupervisor.CancelAll());
    }

    /// Cancels every download under way, then ends the actors.
    public void stop() {
        supervisor.tell(new FetchSupervisor.Stop());
    }
}
