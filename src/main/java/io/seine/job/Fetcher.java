package io.seine.job;

import io.seine.config.FetchSettings;
import io.seine.fetch.Answer;
import io.seine.fetch.Exchange;
import io.seine.fetch.Exchanges;
import io.seine.fetch.RetryPolicy;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.Fetched;
import io.seine.model.Kind;
import io.seine.model.Stage;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Downloads one URL: redirects, attempts and the total deadline. Answers exactly once, then stops.
final class Fetcher {
    /// How long an exchange that was given up may take to clear away.
    private static final Duration GRACE = Duration.ofSeconds(1);

    sealed interface Command {}

    /// Gives the download up: its connection is dropped and the answer is `cancelled`.
    record Cancel() implements Command {}

    private record Answered(Answer answer) implements Command {}

    /// An exchange has failed instead of answering, which is a bug.
    private record Broken(Throwable bug) implements Command {}

    private record RetryDue() implements Command {}

    private record TotalExpired() implements Command {}

    private record GraceExpired() implements Command {}

    static Behavior<Command> create(
            Exchanges exchanges,
            RetryPolicy retries,
            FetchSettings settings,
            WebUrl url,
            ActorRef<FetchResult> replyTo) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Fetcher(context, timers, exchanges, retries, settings, url, replyTo).start()));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Exchanges exchanges;
    private final RetryPolicy retries;
    private final FetchSettings settings;
    private final WebUrl first;
    private final ActorRef<FetchResult> replyTo;
    private final long startedAt = System.nanoTime();

    private Fetcher(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Exchanges exchanges,
            RetryPolicy retries,
            FetchSettings settings,
            WebUrl first,
            ActorRef<FetchResult> replyTo) {
        this.context = context;
        this.timers = timers;
        this.exchanges = exchanges;
        this.retries = retries;
        this.settings = settings;
        this.first = first;
        this.replyTo = replyTo;
    }

    /// Where a download stands.
    ///
    /// @param url the address of the current request
    /// @param attempt the current attempt, from 1
    /// @param redirects followed in this attempt
    private record Position(WebUrl url, int attempt, int redirects) {
        Position redirectedTo(WebUrl target) {
            return new Position(target, attempt, redirects + 1);
        }
    }

    private Behavior<Command> start() {
        timers.startSingleTimer(new TotalExpired(), settings.deadlines().total());
        return exchanging(new Position(first, 1, 0));
    }

    private Behavior<Command> exchanging(Position position) {
        boolean trusted = position.url().origin().equals(first.origin());
        var exchange = exchanges.start(position.url(), trusted);
        context.pipeToSelf(exchange.answer(), Fetcher::answered);
        return Behaviors.receive(Command.class)
                .onAnyMessage(command -> switch (command) {
                    case Answered(Answer answer) -> onAnswer(position, answer);
                    case Cancel() -> givenUp(exchange, position, Kind.CANCELLED, "cancelled");
                    case TotalExpired() -> givenUp(exchange, position, Kind.TIMEOUT_TOTAL, outOfTime());
                    case Broken(var bug) -> crashed(bug);
                    case RetryDue(), GraceExpired() -> Behaviors.unhandled();
                })
                .onSignal(PostStop.class, signal -> {
                    exchange.abort(); // has an effect only where this actor was stopped or has crashed
                    return Behaviors.same();
                })
                .build();
    }

    private static Command answered(@Nullable Answer answer, @Nullable Throwable bug) {
        return answer != null
                ? new Answered(answer)
                : new Broken(Objects.requireNonNullElseGet(bug, NullPointerException::new));
    }

    private static Behavior<Command> crashed(Throwable bug) {
        throw new IllegalStateException("an exchange failed instead of answering: " + bug, bug);
    }

    /// Between two attempts.
    private Behavior<Command> waiting(Position position, Answer.Failed last, Duration delay) {
        timers.startSingleTimer(new RetryDue(), delay);
        return Behaviors.receiveMessage(command -> switch (command) {
            case RetryDue() -> exchanging(new Position(first, position.attempt() + 1, 0));
            case Cancel() -> lost(position, Kind.CANCELLED, "cancelled between two attempts", last.head(), 0);
            case TotalExpired() -> lost(position, last);
            case Answered _, Broken _, GraceExpired _ -> Behaviors.unhandled();
        });
    }

    /// The exchange was given up; its answer tells that nothing of it is left.
    private Behavior<Command> givenUp(Exchange exchange, Position position, Kind kind, String message) {
        timers.startSingleTimer(new GraceExpired(), GRACE);
        exchange.abort();
        return Behaviors.receiveMessage(command -> switch (command) {
            case Answered(Answer answer) -> onLateAnswer(position, kind, message, answer);
            case Broken(var bug) -> crashed(bug);
            case GraceExpired() -> lost(position, kind, message, null, 0);
            case Cancel(), TotalExpired(), RetryDue() -> Behaviors.same();
        });
    }

    private Behavior<Command> onAnswer(Position position, Answer answer) {
        return switch (answer) {
            case Answer.Whole(var head, var body, var sha256) ->
                answer(new FetchResult.Arrived(new Fetched(transfer(position, head, body.size(), sha256), body)));
            case Answer.Moved(var head, var target) -> onMoved(position, head, target);
            case Answer.Failed failed -> onFailed(position, failed);
        };
    }

    private Behavior<Command> onMoved(Position position, Answer.Head head, WebUrl target) {
        return position.redirects() == settings.maxRedirects()
                ? lost(position, Kind.REDIRECT_LIMIT, "more than " + position.redirects() + " redirects", head, 0)
                : exchanging(position.redirectedTo(target));
    }

    private Behavior<Command> onFailed(Position position, Answer.Failed failed) {
        return retries.delay(position.attempt(), failed)
                .filter(delay -> delay.compareTo(timeLeft()) < 0)
                .map(delay -> waiting(position, failed, delay))
                .orElseGet(() -> lost(position, failed));
    }

    private Duration timeLeft() {
        return settings.deadlines().total().minusNanos(System.nanoTime() - startedAt);
    }

    private Behavior<Command> onLateAnswer(Position position, Kind kind, String message, Answer answer) {
        return switch (answer) {
            case Answer.Whole(var head, var body, var sha256) -> {
                body.discard();
                yield lost(position, kind, message, head, body.size());
            }
            case Answer.Moved(var head, var target) -> lost(position, kind, message, head, 0);
            case Answer.Failed failed -> lost(position, kind, message, failed.head(), failed.bytes());
        };
    }

    private Behavior<Command> lost(Position position, Answer.Failed failed) {
        return lost(position, failed.kind(), failed.message(), failed.head(), failed.bytes());
    }

    private Behavior<Command> lost(
            Position position, Kind kind, String message, Answer.@Nullable Head head, long bytes) {
        return answer(
                new FetchResult.Lost(new Failure(Stage.FETCH, kind, message), transfer(position, head, bytes, null)));
    }

    private Behavior<Command> answer(FetchResult result) {
        replyTo.tell(result);
        return Behaviors.stopped();
    }

    private static Transfer transfer(
            Position position, Answer.@Nullable Head head, long bytes, @Nullable String sha256) {
        return new Transfer(
                position.attempt(),
                head == null ? null : head.status(),
                position.url().toString(),
                head == null ? null : head.mime(),
                bytes,
                sha256);
    }

    private String outOfTime() {
        return "not done within " + settings.deadlines().total().toMillis() + " ms";
    }
}
