package io.seine.job;

import io.seine.model.FetchResult;
import io.seine.model.Fetching;
import io.seine.model.Item;
import io.seine.model.Permit;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// The bridge between a stream and its fetcher actors: asks the supervisor for one per URL.
public final class Fetchers implements Fetching {
    /// A fetcher may stand in line for as long as its job is paused. What ends the wait is its answer, the supervisor's
    /// where it has crashed, or [#lost].
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(100);

    private final ActorRef<FetchSupervisor.Command> supervisor;
    private final Scheduler scheduler;
    private final Map<Long, CompletableFuture<FetchResult>> open = new ConcurrentHashMap<>();
    private final AtomicLong asked = new AtomicLong();
    private volatile boolean lost;

    Fetchers(ActorRef<FetchSupervisor.Command> supervisor, Scheduler scheduler) {
        this.supervisor = supervisor;
        this.scheduler = scheduler;
    }

    @Override
    public CompletionStage<FetchResult> fetch(Item item, WebUrl url, Permit permit) {
        long number = asked.incrementAndGet();
        var result = AskPattern.<FetchSupervisor.Command, FetchResult>ask(
                        supervisor,
                        replyTo -> new FetchSupervisor.Fetch(item, url, permit, replyTo),
                        AS_LONG_AS_IT_TAKES,
                        scheduler)
                .toCompletableFuture()
                .copy(); // what follows goes on where the answer was given, not on a thread of its own
        open.put(number, result);
        if (lost) {
            lost();
        }
        return result.whenComplete((answer, failure) -> open.remove(number));
    }

    /// The supervisor has ended: what it has not answered fails.
    void lost() {
        lost = true;
        var reason = new IllegalStateException("the fetchers' supervisor stopped");
        open.values().forEach(result -> result.completeExceptionally(reason));
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
