package io.seine.job;

import io.seine.config.FetchSettings;
import io.seine.fetch.Exchanges;
import io.seine.fetch.RetryPolicy;
import io.seine.model.Admission;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Permit;
import io.seine.model.Stage;
import io.seine.model.Transfer;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/// Spawns a fetcher for every URL, hands cancellation on to them, and answers for those that crash.
final class FetchSupervisor {

    sealed interface Command {}

    /// Downloads `url` for `item`; exactly one result comes, and `permit` is released.
    record Fetch(Item item, WebUrl url, Permit permit, ActorRef<FetchResult> replyTo) implements Command {}

    /// Cancels the downloads of the items with this key.
    record Cancel(String key) implements Command {}

    /// Cancels every download, and from now on answers every request as cancelled.
    record CancelAll() implements Command {}

    /// [CancelAll], then stops when the last fetcher has.
    record Stop() implements Command {}

    /// @param admission gives the permits that retries and redirects need
    static Behavior<Command> create(Exchanges exchanges, FetchSettings settings, Admission admission) {
        var retries = new RetryPolicy(settings.retries(), new Random());
        var tools = new Fetcher.Tools(exchanges, retries, settings, admission, System::nanoTime);
        return Behaviors.setup(context -> new FetchSupervisor(context, tools).fetching());
    }

    /// A fetcher at work.
    private record Work(Fetch fetch, ActorRef<Fetcher.Command> fetcher) {}

    private final ActorContext<Command> context;
    private final Fetcher.Tools tools;
    private final Map<ActorRef<Void>, Work> working = new HashMap<>();

    private FetchSupervisor(ActorContext<Command> context, Fetcher.Tools tools) {
        this.context = context;
        this.tools = tools;
    }

    private Behavior<Command> fetching() {
        return Behaviors.receive(Command.class)
                .onAnyMessage(command -> switch (command) {
                    case Fetch fetch -> onFetch(fetch);
                    case Cancel(String key) -> onCancel(key);
                    case CancelAll() -> onCancelAll(false);
                    case Stop() -> onCancelAll(true);
                })
                .onSignal(ChildFailed.class, signal -> onEnded(signal, signal.getCause()))
                .onSignal(Terminated.class, signal -> onEnded(signal, null))
                .build();
    }

    private Behavior<Command> cancelling(boolean stopping) {
        if (stopping && working.isEmpty()) {
            return Behaviors.stopped();
        }
        return Behaviors.receive(Command.class)
                .onAnyMessage(command -> switch (command) {
                    case Fetch fetch -> onLateFetch(fetch);
                    case Cancel(String key) -> Behaviors.same();
                    case CancelAll() -> Behaviors.same();
                    case Stop() -> cancelling(true);
                })
                .onSignal(ChildFailed.class, signal -> onEndedLate(signal, signal.getCause(), stopping))
                .onSignal(Terminated.class, signal -> onEndedLate(signal, null, stopping))
                .build();
    }

    private Behavior<Command> onFetch(Fetch fetch) {
        // No supervision strategy: a fetcher that fails stops, and its failure is told to this actor.
        var fetcher = context.spawnAnonymous(Fetcher.create(tools, fetch.url(), fetch.permit(), fetch.replyTo()));
        context.watch(fetcher);
        working.put(fetcher.unsafeUpcast(), new Work(fetch, fetcher));
        return Behaviors.same();
    }

    private Behavior<Command> onLateFetch(Fetch fetch) {
        var failure = new Failure(Stage.FETCH, Kind.CANCELLED, "the job was cancelled before the download began");
        fetch.permit().release(new Verdict.Ignored());
        fetch.replyTo().tell(new FetchResult.Lost(failure, Transfer.NONE));
        return Behaviors.same();
    }

    private Behavior<Command> onCancel(String key) {
        working.values().stream()
                .filter(work -> work.fetch().item().key().equals(key))
                .forEach(work -> work.fetcher().tell(new Fetcher.Cancel()));
        return Behaviors.same();
    }

    private Behavior<Command> onCancelAll(boolean stopping) {
        working.values().forEach(work -> work.fetcher().tell(new Fetcher.Cancel()));
        return cancelling(stopping);
    }

    private Behavior<Command> onEndedLate(Terminated signal, @Nullable Throwable crash, boolean stopping) {
        onEnded(signal, crash);
        return cancelling(stopping);
    }

    private Behavior<Command> onEnded(Terminated signal, @Nullable Throwable crash) {
        var work = working.remove(signal.getRef());
        if (work != null && crash != null) {
            answer(work.fetch(), crash);
        }
        return Behaviors.same();
    }

    /// Answers for a fetcher that cannot.
    private static void answer(Fetch fetch, Throwable crash) {
        fetch.permit().release(new Verdict.Ignored());
        var transfer = new Transfer(1, null, fetch.url().toString(), null, 0, null);
        fetch.replyTo().tell(new FetchResult.Lost(Failure.internal(Stage.FETCH, crash), transfer));
    }
}
