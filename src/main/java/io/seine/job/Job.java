package io.seine.job;

import io.seine.config.FetchSettings;
import io.seine.config.JobSettings;
import io.seine.fetch.Exchanges;
import io.seine.model.Causes;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import io.seine.model.StorageTrouble;
import io.seine.pipeline.Pipeline;
import io.seine.pipeline.Workers;
import io.seine.record.Ledger;
import io.seine.schedule.Scheduler;
import io.seine.schedule.TransferLimit;
import io.seine.source.EndOfList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.stream.KillSwitch;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.typed.javadsl.ActorSink;
import org.jspecify.annotations.Nullable;

/// One job: owns its stream and its fetchers, and is what a running job is steered by.
public final class Job {

    /// What a job understands.
    public sealed interface Command {}

    /// Begins the run.
    public record Start() implements Command {}

    /// Asks to change the job; the answer tells whether its state allowed that.
    public sealed interface Request extends Command {
        /// Who is told.
        ActorRef<Response> replyTo();
    }

    /// Starts no further download; those in flight go on.
    public record Pause(ActorRef<Response> replyTo) implements Request {}

    /// Goes on after a pause. Where the output could not be written it is looked at first, and the job pauses again at
    /// once if that has not changed.
    public record Resume(ActorRef<Response> replyTo) implements Request {}

    /// Ends the run: what is in flight is dropped, every item that was read and not finished becomes `cancelled`.
    public record Cancel(ActorRef<Response> replyTo) implements Request {}

    /// Ends a run that is paused because its output cannot be written: it fails by that, and what was not finished
    /// stays open.
    public record GiveUp(ActorRef<Response> replyTo) implements Request {}

    /// Changes how many items are in flight at once, in all and per host: each from 1 to
    /// [FetchSettings#MOST_PARALLEL].
    public record Retune(int parallelism, int perHost, ActorRef<Response> replyTo) implements Request {
        public Retune {
            if (Math.min(parallelism, perHost) < 1 || Math.max(parallelism, perHost) > FetchSettings.MOST_PARALLEL) {
                throw new IllegalArgumentException("parallelism is from 1 to " + FetchSettings.MOST_PARALLEL
                        + ", in all and per host, not " + parallelism + " and " + perHost);
            }
        }
    }

    /// Changes the shortest time from one start to the next with every host; zero for none.
    public record Pace(Duration interval, ActorRef<Response> replyTo) implements Request {
        public Pace {
            if (interval.isNegative()) {
                throw new IllegalArgumentException("a time from one start to the next is not negative: " + interval);
            }
        }
    }

    /// Tells that nothing will be appended any more to a list that is followed: the run ends with what is there.
    public record EndList(ActorRef<Response> replyTo) implements Request {}

    /// Asks how the job stands.
    public sealed interface Query extends Command {}

    /// Asks for the status once.
    public record GetStatus(ActorRef<JobStatus> replyTo) implements Query {}

    /// Asks for the status now and at every change of state.
    public record Subscribe(ActorRef<JobStatus> subscriber) implements Query {}

    /// The answer to a request.
    ///
    /// @param accepted whether the job's state allowed it
    /// @param status how the job stands now
    public record Response(boolean accepted, JobStatus status) {}

    /// Lets the run begin paused, where it is told before [Start].
    record Hold() implements Command {}

    /// Cancels the run if it has not ended, then stops the actor.
    public record Stop() implements Command {}

    /// What only the job tells itself.
    private sealed interface Own extends Command {}

    private record Opened(Run run, Optional<StorageTrouble> shortage) implements Own {}

    private record OpenFailed(Throwable failure) implements Own {}

    private record StreamStarted(ActorRef<Ack> replyTo) implements Own {}

    private record Recorded(List<Outcome> outcomes, ActorRef<Ack> replyTo) implements Own {}

    private record StreamEnded(@Nullable Throwable failure) implements Own {}

    /// The output cannot be written, or soon will not.
    private record Troubled(StorageTrouble trouble) implements Own {}

    /// The output was looked at for somebody who wants to go on.
    private record Mended(
            ActorRef<Response> replyTo,
            @Nullable StorageTrouble left,
            @Nullable Throwable failure) implements Own, Request {}

    private record SupervisorEnded() implements Own {}

    private record Closed(@Nullable Throwable failure) implements Own {}

    private enum Ack {
        ACK
    }

    /// What becomes of a job, for those who hold it.
    ///
    /// @param ledger the ledger, as soon as it is open; fails where it cannot be opened
    /// @param ended the last status, when nothing of the job is left to do
    /// @param standing tells any thread how the job stands at that moment; null until the job has its actor
    public record Promises(
            CompletableFuture<Ledger> ledger,
            CompletableFuture<JobStatus> ended,
            AtomicReference<@Nullable Supplier<JobStatus>> standing) {
        /// All of them unfulfilled.
        public Promises() {
            this(new CompletableFuture<>(), new CompletableFuture<>(), new AtomicReference<>());
        }
    }

    /// What a job is made with, beside its settings.
    ///
    /// @param limit what it shares with other jobs
    record Tools(Workers workers, TransferLimit limit) {}

    /// A job that waits for [Start].
    static Behavior<Command> create(String id, JobSettings settings, Tools tools, Promises promises) {
        return Behaviors.setup(context -> Behaviors.withStash(
                MOST_WAITING, stash -> new Job(context, stash, id, settings, tools, promises).queued()));
    }

    private static final Ending STOPPED = new Ending(Cause.INTERNAL, "the engine was stopped under the job");

    /// Requests that wait until the output is open, or let go.
    private static final int MOST_WAITING = 1000;

    /// Outcomes in one message: those that were recorded while the last message was on its way.
    private static final int MOST_TOLD = 1000;

    private final ActorContext<Command> context;
    private final StashBuffer<Command> stash;
    private final JobSettings settings;
    private final Workers workers;
    private final Promises promises;
    private final Scheduler scheduler;
    private final EndOfList endOfList = new EndOfList();
    private final FailurePolicy policy;
    private final Standing standing;
    private final StorageGate gate;
    /// What is to be let go if this actor is stopped from outside; null while there is nothing.
    private @Nullable CompletionStage<Run> opening;
    private boolean held;
    private boolean supervised;
    private boolean stopping;

    private Job(
            ActorContext<Command> context,
            StashBuffer<Command> stash,
            String id,
            JobSettings settings,
            Tools tools,
            Promises promises) {
        this.context = context;
        this.stash = stash;
        this.settings = settings;
        this.workers = tools.workers();
        this.promises = promises;
        this.scheduler = new Scheduler(settings.schedule(), settings.fetch().parallelism(), tools.limit());
        this.policy = new FailurePolicy(settings.failure());
        this.standing = new Standing(id, settings, promises, scheduler);
        var self = context.getSelf();
        this.gate = new StorageGate(trouble -> self.tell(new Troubled(trouble)));
    }

    /// A run under way.
    ///
    /// @param stream ends it at once
    private record Live(Run run, Fetchers fetchers, KillSwitch stream) {}

    private Behavior<Command> queued() {
        return receiving(Phase.QUEUED, command -> switch (command) {
            case Start() -> opening();
            case Hold() -> onHold();
            case Cancel cancel -> onCancelQueued(cancel);
            case Retune retune -> onRetune(Phase.QUEUED, retune);
            case Pace pace -> onPace(Phase.QUEUED, pace);
            case EndList end -> onEndList(Phase.QUEUED, end);
            case Stop() -> {
                cancelledQueued();
                yield Behaviors.stopped();
            }
            case Request request -> refused(request, Phase.QUEUED);
            case Query query -> answered(query, Phase.QUEUED);
            case Own _ -> Behaviors.unhandled();
        });
    }

    /// The output is being opened, which takes as long as its ledger is long; requests wait, but for those that decide
    /// how much is asked for from the beginning.
    private Behavior<Command> opening() {
        var system = context.getSystem();
        var run =
                CompletableFuture.supplyAsync(() -> Run.open(settings, system, workers.blocking()), workers.blocking());
        opening = run;
        context.pipeToSelf(
                run.thenApply(opened -> new Opened(opened, opened.shortage(settings))),
                (opened, failure) -> failure == null ? opened : new OpenFailed(failure));
        return receiving(Phase.QUEUED, command -> switch (command) {
            case Opened opened -> looksAtWaiting(onOpened(opened));
            case OpenFailed(var failure) -> onOpenFailed(Causes.unwrapped(failure));
            case Retune retune -> onRetune(Phase.QUEUED, retune);
            case Pace pace -> onPace(Phase.QUEUED, pace);
            case Request request -> waits(request, Phase.QUEUED);
            case Stop() -> onStop(Behaviors.same());
            case Query query -> answered(query, Phase.QUEUED);
            case Start _, Hold _, Own _ -> Behaviors.unhandled();
        });
    }

    /// Running or paused.
    private Behavior<Command> active(Live live, Phase phase) {
        return receiving(phase, command -> switch (command) {
            case Pause pause when phase.state() == JobState.RUNNING -> onPause(live, phase, pause);
            case Resume resume when phase.trouble() != null -> onResumeInTrouble(live, resume);
            case Resume resume when phase.state() == JobState.PAUSED -> onResume(live, phase, resume);
            case GiveUp giveUp when phase.trouble() != null -> onGiveUp(live, phase, giveUp);
            case Mended mended -> onMended(live, phase, mended);
            case Cancel cancel -> onCancel(live, phase, cancel);
            case Stop() -> onStop(cancelled(live, phase.in(JobState.CANCELLING, Phase.BY_REQUEST), JobState.CANCELLED));
            case Retune retune -> onRetune(phase, retune);
            case Pace pace -> onPace(phase, pace);
            case EndList end -> onEndList(phase, end);
            case Request request -> refused(request, phase);
            case Query query -> answered(query, phase);
            case StreamStarted(var replyTo) -> acknowledged(replyTo);
            case Recorded recorded -> onRecorded(live, phase, recorded);
            case StreamEnded(var failure) -> onStreamEnded(live, phase, failure);
            case Troubled(var trouble) -> onTroubled(live, phase, trouble);
            case SupervisorEnded() -> onSupervisorLost(live, phase);
            case Start _, Hold _, Opened _, OpenFailed _, Closed _ -> Behaviors.unhandled();
        });
    }

    /// Everything that is open is being cancelled; then the job ends as `end`.
    private Behavior<Command> cancelling(Live live, Phase phase, JobState end) {
        return receiving(phase, command -> switch (command) {
            case Stop() -> onStop(Behaviors.same());
            case Request request -> refused(request, phase);
            case Query query -> answered(query, phase);
            case StreamStarted(var replyTo) -> acknowledged(replyTo);
            case Recorded(var outcomes, var replyTo) -> {
                outcomes.forEach(standing.tally()::add);
                yield acknowledged(replyTo);
            }
            case StreamEnded(var failure) ->
                clearing(live, phase, failure == null ? phase.in(end) : phase.failedBy(ending(failure)));
            case SupervisorEnded() -> {
                supervised = false;
                live.fetchers().lost();
                yield Behaviors.same();
            }
            case Start _, Hold _, Opened _, OpenFailed _, Troubled _, Closed _ -> Behaviors.unhandled();
        });
    }

    /// The stream has ended; the last fetchers are clearing away. Until nothing is left to do the job stands as before,
    /// and requests wait for its end.
    private Behavior<Command> clearing(Live live, Phase phase, Phase end) {
        gate.close();
        live.run().giveUp();
        if (!supervised) {
            return closing(live, phase, end);
        }
        live.fetchers().stop();
        return receiving(phase, command -> switch (command) {
            case SupervisorEnded() -> closing(live, phase, end);
            case Stop() -> onStop(Behaviors.same());
            case Request request -> waits(request, phase);
            case Query query -> answered(query, phase);
            case Start _, Hold _, Own _ -> Behaviors.unhandled();
        });
    }

    /// Connections, ledger and folder are being let go.
    private Behavior<Command> closing(Live live, Phase phase, Phase end) {
        var last = standing.in(end);
        context.pipeToSelf(
                CompletableFuture.runAsync(() -> live.run().close(last), workers.blocking()),
                (done, failure) -> new Closed(failure));
        opening = null;
        return receiving(phase, command -> switch (command) {
            case Stop() -> onStop(Behaviors.same());
            case Closed(var failure) -> ended(failure == null ? end : end.failedBy(ending(failure)));
            case Request request -> waits(request, phase);
            case Query query -> answered(query, phase);
            case Start _, Hold _, Own _ -> Behaviors.unhandled();
        });
    }

    private Behavior<Command> ended(Phase phase) {
        scheduler.close();
        var last = standing.tellEnd(phase);
        promises.ended().complete(last);
        return looksAtWaiting(Behaviors.receiveMessage(command -> switch (command) {
            case Stop() -> Behaviors.stopped();
            case Request request -> {
                request.replyTo().tell(new Response(false, last));
                yield Behaviors.same();
            }
            case GetStatus(var replyTo) -> {
                replyTo.tell(last);
                yield Behaviors.same();
            }
            case Subscribe(var subscriber) -> {
                subscriber.tell(last);
                yield Behaviors.same();
            }
            case Start _, Hold _, Own _ -> Behaviors.unhandled();
        }));
    }

    private Behavior<Command> receiving(Phase phase, Function<Command, Behavior<Command>> handler) {
        standing.show(phase);
        return Behaviors.receive(Command.class)
                .onAnyMessage(handler::apply)
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    /// The actor was stopped from outside, or by a bug, before the job had ended.
    private Behavior<Command> onStopped() {
        var last = standing.end(Phase.QUEUED.in(JobState.FAILED, STOPPED));
        gate.close();
        scheduler.close();
        if (opening != null) {
            opening.thenAccept(run -> {
                run.giveUp();
                run.close(last);
            });
        }
        promises.ledger().completeExceptionally(new OutputException(STOPPED.message(), null));
        promises.ended().complete(last);
        return Behaviors.same();
    }

    private Behavior<Command> onStop(Behavior<Command> next) {
        stopping = true;
        return next;
    }

    private Behavior<Command> waits(Request request, Phase phase) {
        if (stash.isFull()) {
            return refused(request, phase);
        }
        stash.stash(request);
        return Behaviors.same();
    }

    /// `next` begins with what has waited.
    private Behavior<Command> looksAtWaiting(Behavior<Command> next) {
        if (stopping) {
            context.getSelf().tell(new Stop());
        }
        return stash.unstashAll(next);
    }

    private Behavior<Command> onHold() {
        held = true;
        return Behaviors.same();
    }

    private Behavior<Command> onCancelQueued(Cancel cancel) {
        standing.accept(cancel, Phase.CANCELLED_QUEUED);
        return cancelledQueued();
    }

    private Behavior<Command> cancelledQueued() {
        promises.ledger().completeExceptionally(new OutputException("the job was cancelled before it began", null));
        return ended(Phase.CANCELLED_QUEUED);
    }

    private Behavior<Command> onOpened(Opened opened) {
        var run = opened.run();
        var exchanges = Exchanges.of(run.client(), settings, scheduler, workers.blocking());
        var supervisor =
                context.spawn(FetchSupervisor.create(exchanges, settings.fetch(), scheduler), "fetch-supervisor");
        context.watchWith(supervisor, new SupervisorEnded());
        supervised = true;
        promises.ledger().complete(run.ledger());
        var fetchers = new Fetchers(supervisor, context.getSystem().scheduler());
        var running = new Phase(JobState.RUNNING, null, null, run.past().counts());
        var phase = opened.shortage().map(running::pausedBy).orElse(held ? running.in(JobState.PAUSED) : running);
        if (phase.state() == JobState.PAUSED) {
            scheduler.pause();
        }
        var stream = new Pipeline(settings, scheduler, fetchers, run.folder(), workers, gate)
                .run(run.ledger(), endOfList, run.store())
                .viaMat(KillSwitches.single(), Keep.right())
                .<List<Outcome>>batch(MOST_TOLD, first -> new ArrayList<>(List.of(first)), Job::added)
                .to(ActorSink.actorRefWithBackpressure(
                        context.getSelf(),
                        (replyTo, outcomes) -> new Recorded(outcomes, replyTo),
                        StreamStarted::new,
                        Ack.ACK,
                        new StreamEnded(null),
                        StreamEnded::new))
                .run(Materializer.createMaterializer(context));
        standing.tell(phase);
        gate.watch(() -> run.shortage(settings), context.getSystem(), workers.blocking());
        return active(new Live(run, fetchers, stream), phase);
    }

    private static List<Outcome> added(List<Outcome> outcomes, Outcome next) {
        outcomes.add(next);
        return outcomes;
    }

    private Behavior<Command> onOpenFailed(Throwable failure) {
        promises.ledger().completeExceptionally(failure);
        return ended(Phase.QUEUED.in(JobState.FAILED, ending(failure)));
    }

    private Behavior<Command> onPause(Live live, Phase phase, Pause pause) {
        scheduler.pause();
        return active(live, changed(pause, phase.in(JobState.PAUSED)));
    }

    private Behavior<Command> onResume(Live live, Phase phase, Request resume) {
        scheduler.resume();
        return active(live, changed(resume, phase.in(JobState.RUNNING)));
    }

    private Behavior<Command> onTroubled(Live live, Phase phase, StorageTrouble trouble) {
        if (phase.trouble() != null || !gate.shut()) {
            return Behaviors.same();
        }
        scheduler.pause();
        var next = phase.pausedBy(trouble);
        standing.tell(next);
        return active(live, next);
    }

    private Behavior<Command> onResumeInTrouble(Live live, Resume resume) {
        context.pipeToSelf(
                CompletableFuture.<@Nullable StorageTrouble>supplyAsync(
                        () -> live.run().mend(settings).orElse(null), workers.blocking()),
                (left, failure) -> new Mended(resume.replyTo(), left, failure));
        return Behaviors.same();
    }

    private Behavior<Command> onMended(Live live, Phase phase, Mended mended) {
        if (phase.trouble() == null) { // somebody else had it looked at, too
            return refused(mended, phase);
        } else if (mended.failure() != null) {
            var next = changed(mended, phase.in(JobState.CANCELLING, ending(mended.failure())));
            return cancelled(live, next, JobState.FAILED);
        } else if (mended.left() != null) {
            return active(live, changed(mended, phase.pausedBy(mended.left())));
        }
        gate.open();
        return onResume(live, phase, mended);
    }

    private Behavior<Command> onGiveUp(Live live, Phase phase, GiveUp giveUp) {
        var reason = Objects.requireNonNull(phase.trouble()).complaint();
        live.stream().abort(new OutputException(reason, null));
        standing.accept(giveUp, phase);
        return Behaviors.same();
    }

    private Behavior<Command> onRetune(Phase phase, Retune retune) {
        scheduler.retune(retune.parallelism(), retune.perHost());
        standing.accept(retune, phase);
        return Behaviors.same();
    }

    private Behavior<Command> onPace(Phase phase, Pace pace) {
        scheduler.pace(pace.interval());
        standing.accept(pace, phase);
        return Behaviors.same();
    }

    private Behavior<Command> onEndList(Phase phase, EndList end) {
        endOfList.tell();
        standing.accept(end, phase);
        return Behaviors.same();
    }

    private Behavior<Command> onCancel(Live live, Phase phase, Cancel cancel) {
        return cancelled(live, changed(cancel, phase.in(JobState.CANCELLING, Phase.BY_REQUEST)), JobState.CANCELLED);
    }

    private Behavior<Command> cancelled(Live live, Phase phase, JobState end) {
        endOfList.tell();
        scheduler.cancel();
        live.fetchers().cancelAll();
        live.run().giveUp();
        gate.close();
        return cancelling(live, phase, end);
    }

    private Behavior<Command> onRecorded(Live live, Phase phase, Recorded recorded) {
        recorded.replyTo().tell(Ack.ACK);
        return counted(recorded.outcomes())
                .map(reason -> {
                    var next = phase.in(JobState.CANCELLING, new Ending(Cause.POLICY, reason));
                    standing.tell(next);
                    return cancelled(live, next, JobState.FAILED);
                })
                .orElse(Behaviors.same());
    }

    /// Counts them; why the job has to stop, if one of them is a reason.
    private Optional<String> counted(List<Outcome> outcomes) {
        var reason = Optional.<String>empty();
        for (var outcome : outcomes) {
            standing.tally().add(outcome);
            reason = reason.or(() -> policy.broken(
                    outcome, standing.tally().items(), standing.tally().count(Status.FAILED)));
        }
        return reason;
    }

    private Behavior<Command> onStreamEnded(Live live, Phase phase, @Nullable Throwable failure) {
        if (failure != null) {
            return clearing(live, phase, phase.in(JobState.FAILED, ending(failure)));
        }
        var end = scheduler
                .sourceFailure()
                .map(cause -> phase.in(JobState.FAILED, new Ending(Cause.SOURCE, cause.toString())))
                .orElseGet(() -> phase.in(JobState.COMPLETED));
        return clearing(live, phase, end);
    }

    private Behavior<Command> onSupervisorLost(Live live, Phase phase) {
        supervised = false;
        live.fetchers().lost();
        var ending = new Ending(Cause.INTERNAL, "the supervisor of the fetchers stopped");
        return cancelled(live, phase.in(JobState.CANCELLING, ending), JobState.FAILED);
    }

    private static Ending ending(Throwable failure) {
        var root = Causes.unwrapped(failure);
        return root instanceof OutputException
                ? new Ending(Cause.OUTPUT, String.valueOf(root.getMessage()))
                : new Ending(Cause.INTERNAL, root.toString());
    }

    private Phase changed(Request request, Phase phase) {
        standing.accept(request, phase);
        standing.tell(phase);
        return phase;
    }

    private Behavior<Command> refused(Request request, Phase phase) {
        standing.refuse(request, phase);
        return Behaviors.same();
    }

    private Behavior<Command> answered(Query query, Phase phase) {
        standing.answer(query, phase);
        return Behaviors.same();
    }

    private static Behavior<Command> acknowledged(ActorRef<Ack> replyTo) {
        replyTo.tell(Ack.ACK);
        return Behaviors.same();
    }
}
