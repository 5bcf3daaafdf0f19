package io.seine.job;

import io.seine.config.FetchSettings;
import io.seine.fetch.Answer;
import io.seine.fetch.Exchange;
import io.seine.fetch.Exchanges;
import io.seine.fetch.RetryPolicy;
import io.seine.fetch.Verdicts;
import io.seine.model.Admission;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.Fetched;
import io.seine.model.HostDown;
import io.seine.model.Kind;
import io.seine.model.Permit;
import io.seine.model.Stage;
import io.seine.model.Transfer;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Downloads one URL: redirects, attempts and the total deadline. Answers exactly once, then stops.
///
/// Every exchange has a permit, which is released with a verdict on the host when the exchange has ended. For the next
/// one the fetcher asks again, wherever that leads: nobody waits with a permit in hand.
final class Fetcher {
    /// How long an exchange that was given up may take to clear away.
    private static final Duration GRACE = Duration.ofSeconds(1);

    /// What all fetchers of a job share.
    ///
    /// @param admission gives the permits for all exchanges but the first
    /// @param clock nanoseconds, for the total deadline
    record Tools(
            Exchanges exchanges,
            RetryPolicy retries,
            FetchSettings settings,
            Admission admission,
            LongSupplier clock) {}

    sealed interface Command {}

    /// Gives the download up: its connection is dropped and the answer is `cancelled`.
    record Cancel() implements Command {}

    private record Answered(Answer answer) implements Command {}

    /// An exchange has failed instead of answering, which is a bug.
    private record Broken(Throwable bug) implements Command {}

    private record Admitted(Permit permit) implements Command {}

    private record NotAdmitted(Throwable reason) implements Command {}

    private record TotalExpired() implements Command {}

    private record GraceExpired() implements Command {}

    /// @param permit the right to the first exchange
    static Behavior<Command> create(Tools tools, WebUrl url, Permit permit, ActorRef<FetchResult> replyTo) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Fetcher(context, timers, tools, url, replyTo).start(permit)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Tools tools;
    private final WebUrl first;
    private final ActorRef<FetchResult> replyTo;

    private Fetcher(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Tools tools,
            WebUrl first,
            ActorRef<FetchResult> replyTo) {
        this.context = context;
        this.timers = timers;
        this.tools = tools;
        this.first = first;
        this.replyTo = replyTo;
    }

    /// Where a download stands.
    ///
    /// @param url the address of the current request
    /// @param attempt the current attempt, from 1
    /// @param redirects followed in this attempt
    /// @param left of the total time, which stands still while the download is in line
    private record Position(WebUrl url, int attempt, int redirects, Duration left) {
        Position redirectedTo(WebUrl target) {
            return new Position(target, attempt, redirects + 1, left);
        }

        Position again(WebUrl from, Duration wait) {
            return new Position(from, attempt + 1, 0, left.minus(wait));
        }

        /// The current attempt has sent no request.
        Position unasked() {
            return new Position(url, redirects == 0 ? attempt - 1 : attempt, redirects, left);
        }

        Position later(long nanos) {
            return new Position(url, attempt, redirects, left.minusNanos(nanos));
        }
    }

    /// An exchange under way.
    private record Running(Exchange exchange, Permit permit, long startedAt) {
        /// Has an effect only where the fetcher was stopped or has crashed.
        void drop() {
            exchange.abort();
            permit.release(new Verdict.Ignored());
        }
    }

    private Behavior<Command> start(Permit permit) {
        return exchanging(new Position(first, 1, 0, tools.settings().deadlines().total()), permit);
    }

    private Behavior<Command> exchanging(Position position, Permit permit) {
        if (tools.admission().paused()) { // since the permit was given
            permit.release(new Verdict.Unused());
            return inLine(permit, position.unasked(), new Answer.Postponed(), position, Duration.ZERO);
        }
        timers.startSingleTimer(new TotalExpired(), position.left());
        long startedAt = tools.clock().getAsLong();
        boolean trusted = position.url().origin().equals(first.origin());
        var running = new Running(tools.exchanges().start(position.url(), trusted), permit, startedAt);
        context.pipeToSelf(running.exchange().answer(), Fetcher::answered);
        return receiving(running::drop, command -> switch (command) {
            case Answered(Answer answer) -> onAnswer(position, running, answer);
            case Cancel() -> givenUp(running, position, Kind.CANCELLED, "cancelled");
            case TotalExpired() -> givenUp(running, position, Kind.TIMEOUT_TOTAL, outOfTime());
            case Broken(var bug) -> crashed(bug);
            case Admitted _, NotAdmitted _, GraceExpired _ -> Behaviors.unhandled();
        });
    }

    /// @param drop lets go of what the state holds when this actor is stopped in it
    private static Behavior<Command> receiving(Runnable drop, Function<Command, Behavior<Command>> handler) {
        return Behaviors.receive(Command.class)
                .onAnyMessage(handler::apply)
                .onSignal(PostStop.class, signal -> {
                    drop.run();
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

    /// In line for a further exchange, without a permit.
    ///
    /// @param used the permit of the exchange before, released
    /// @param last why there is a further one
    private Behavior<Command> inLine(Permit used, Position position, Answer last, Position next, Duration after) {
        timers.cancel(new TotalExpired());
        var permit = tools.admission().readmit(used, next.url(), after).toCompletableFuture();
        context.pipeToSelf(permit, Fetcher::admitted);
        return receiving(() -> abandon(permit), command -> switch (command) {
            case Admitted(Permit admitted) -> exchanging(next, admitted);
            case NotAdmitted(Throwable reason) -> onNotAdmitted(position, last, reason);
            case Cancel() -> lost(position, Kind.CANCELLED, "cancelled between two requests", head(last), 0);
            case Answered _, Broken _, TotalExpired _, GraceExpired _ -> Behaviors.unhandled();
        });
    }

    private static Command admitted(@Nullable Permit permit, @Nullable Throwable reason) {
        return permit != null
                ? new Admitted(permit)
                : new NotAdmitted(Objects.requireNonNullElseGet(reason, NullPointerException::new));
    }

    /// Nobody takes this permit any more, whether it has come or not.
    private static void abandon(CompletableFuture<Permit> permit) {
        if (!permit.cancel(false) && !permit.isCompletedExceptionally()) {
            permit.join().release(new Verdict.Ignored());
        }
    }

    private Behavior<Command> onNotAdmitted(Position position, Answer last, Throwable reason) {
        return switch (reason) {
            case HostDown down ->
                last instanceof Answer.Failed failed
                        ? lost(position, failed)
                        : lost(hostDown(down), transfer(position, head(last), 0, null));
            case CancellationException cancelled ->
                lost(position, Kind.CANCELLED, String.valueOf(cancelled.getMessage()), head(last), 0);
            default -> throw new IllegalStateException("the schedule failed instead of answering: " + reason, reason);
        };
    }

    private static Failure hostDown(HostDown down) {
        return new Failure(Stage.SCHEDULE, Kind.HOST_DOWN, String.valueOf(down.getMessage()));
    }

    /// The exchange was given up; its answer tells that nothing of it is left.
    private Behavior<Command> givenUp(Running running, Position position, Kind kind, String message) {
        timers.startSingleTimer(new GraceExpired(), GRACE);
        running.exchange().abort();
        return receiving(running::drop, command -> switch (command) {
            case Answered(Answer answer) -> onLateAnswer(position, kind, message, answer);
            case Broken(var bug) -> crashed(bug);
            case GraceExpired() -> {
                running.exchange().giveAway();
                yield lost(position, kind, message, null, 0);
            }
            case Cancel(), TotalExpired() -> Behaviors.same();
            case Admitted _, NotAdmitted _ -> Behaviors.unhandled();
        });
    }

    private Behavior<Command> onAnswer(Position asked, Running running, Answer answer) {
        running.permit().release(Verdicts.of(answer));
        var position = asked.later(tools.clock().getAsLong() - running.startedAt());
        return switch (answer) {
            case Answer.Whole(var head, var body, var sha256) ->
                answer(new FetchResult.Arrived(new Fetched(transfer(position, head, body.size(), sha256), body)));
            case Answer.Moved moved -> onMoved(running, position, moved);
            case Answer.Forbidden(var message, var _) ->
                lost(
                        new Failure(Stage.SCHEDULE, Kind.DISALLOWED, message),
                        transfer(position.unasked(), null, 0, null));
            case Answer.Postponed postponed -> inLine(running.permit(), position, postponed, position, Duration.ZERO);
            case Answer.Failed failed -> onFailed(running, position, failed);
        };
    }

    private Behavior<Command> onMoved(Running done, Position position, Answer.Moved moved) {
        if (position.redirects() == tools.settings().maxRedirects()) {
            return lost(
                    position, Kind.REDIRECT_LIMIT, "more than " + position.redirects() + " redirects", moved.head(), 0);
        }
        return inLine(done.permit(), position, moved, position.redirectedTo(moved.target()), Duration.ZERO);
    }

    private Behavior<Command> onFailed(Running done, Position position, Answer.Failed failed) {
        return tools.retries()
                .delay(position.attempt(), failed)
                .filter(delay -> delay.compareTo(position.left()) < 0)
                .map(delay -> inLine(done.permit(), position, failed, position.again(first, delay), delay))
                .orElseGet(() -> lost(position, failed));
    }

    private Behavior<Command> onLateAnswer(Position position, Kind kind, String message, Answer answer) {
        return switch (answer) {
            case Answer.Whole(var head, var body, var sha256) -> {
                body.discard();
                yield lost(position, kind, message, head, body.size());
            }
            case Answer.Failed failed -> lost(position, kind, message, failed.head(), failed.bytes());
            case Answer.Moved _, Answer.Forbidden _, Answer.Postponed _ ->
                lost(position, kind, message, head(answer), 0);
        };
    }

    private Behavior<Command> lost(Position position, Answer.Failed failed) {
        return lost(position, failed.kind(), failed.message(), failed.head(), failed.bytes());
    }

    private Behavior<Command> lost(
            Position position, Kind kind, String message, Answer.@Nullable Head head, long bytes) {
        return lost(new Failure(Stage.FETCH, kind, message), transfer(position, head, bytes, null));
    }

    private Behavior<Command> lost(Failure failure, Transfer transfer) {
        return answer(new FetchResult.Lost(failure, transfer));
    }

    private static Answer.@Nullable Head head(Answer answer) {
        return switch (answer) {
            case Answer.Whole(var head, var _, var _) -> head;
            case Answer.Moved(var head, var _) -> head;
            case Answer.Failed failed -> failed.head();
            case Answer.Forbidden _, Answer.Postponed _ -> null;
        };
    }

    private Behavior<Command> answer(FetchResult result) {
        replyTo.tell(result);
        return Behaviors.stopped();
    }

    private Transfer transfer(Position position, Answer.@Nullable Head head, long bytes, @Nullable String sha256) {
        return new Transfer(
                position.attempt(),
                head == null ? null : head.status(),
                position.url().toString(),
                head == null ? null : head.mime(),
                bytes,
                sha256,
                tools.settings().tls().verify() || !position.url().scheme().equals("https"));
    }

    private String outOfTime() {
        return "not done within " + tools.settings().deadlines().total().toMillis() + " ms";
    }
}
