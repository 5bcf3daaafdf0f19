package io.seine.server;

import io.seine.RunningJob;
import io.seine.config.JobSettings;
import io.seine.config.SettingsException;
import io.seine.model.Causes;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Places;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/// Every job that was sent to this server, those that have ended, too.
///
/// What it knows is what the journal tells ([Event]). A job is in the journal before it starts and before its client
/// hears of it; when the server starts again, those with something left to do go on.
public final class Registry extends EventSourcedBehavior<Registry.Command, Event, Known> {

    /// What the registry understands.
    public sealed interface Command {}

    /// Takes a job on and starts it; the answer comes when it is known whether it can be.
    public record Submit(Submission submission, ActorRef<Submitted> replyTo) implements Command {}

    /// Asks for the job with this identity, as it stands now.
    public record Find(String id, ActorRef<Optional<Entry>> replyTo) implements Command {}

    /// Asks for jobs as they stand now, the last submitted first.
    ///
    /// @param states only those in one of these; all where it is empty
    /// @param after only those submitted before the job with this identity; null for all
    /// @param limit at most so many
    public record ListJobs(Set<JobState> states, @Nullable String after, int limit, ActorRef<Page> replyTo)
            implements Command {}

    /// Asks to change a job; the answer tells whether its state allowed that.
    public sealed interface Steering extends Command {
        /// The job's identity.
        String id();

        /// Who is told.
        ActorRef<Steered> replyTo();
    }

    /// Starts no further download; those in flight go on.
    public record Pause(String id, ActorRef<Steered> replyTo) implements Steering {}

    /// Goes on after a pause.
    public record Resume(String id, ActorRef<Steered> replyTo) implements Steering {}

    /// Drops what is in flight and ends the job.
    public record Cancel(String id, ActorRef<Steered> replyTo) implements Steering {}

    /// Tells that nothing will be appended any more to the list that the job follows.
    public record EndList(String id, ActorRef<Steered> replyTo) implements Steering {}

    /// Changes how many items are in flight at once.
    ///
    /// @param parallelism in all; null leaves it as it is
    /// @param perHost with one host; null leaves it as it is
    public record Retune(
            String id,
            @Nullable Integer parallelism,
            @Nullable Integer perHost,
            ActorRef<Steered> replyTo) implements Steering {}

    /// Changes the shortest time from one start to the next with one host; zero for none.
    public record Pace(String id, Duration interval, ActorRef<Steered> replyTo) implements Steering {}

    /// Takes nothing on any more, and stops. The jobs are left to whoever owns the engine.
    public record Close(ActorRef<Done> replyTo) implements Command {}

    /// A submission can be taken on.
    private record Checked(Event.Submitted submitted, JobSettings settings, ActorRef<Submitted> replyTo)
            implements Command {}

    private record NotChecked(Submission submission, Throwable failure, ActorRef<Submitted> replyTo)
            implements Command {}

    private record Launched(String id, RunningJob job) implements Command {}

    private record NotLaunched(String id, Throwable failure) implements Command {}

    /// A job has answered a request to change it.
    ///
    /// @param change what has happened; null where its state did not allow it
    private record Answered(String id, @Nullable Event change, ActorRef<Steered> replyTo) implements Command {}

    /// A job has not answered a request to change it.
    private record Unanswered(Steering steering) implements Command {}

    /// A submission was taken on, and started.
    private record Accept(String id, ActorRef<Submitted> replyTo) implements Command {}

    private record Ended(String id, JobStatus status) implements Command {}

    /// The answer to a submission.
    public sealed interface Submitted {
        /// It was taken on.
        ///
        /// @param again whether it had been before, under the same idempotency key
        record Accepted(Entry entry, boolean again) implements Submitted {}

        /// It cannot be taken on.
        ///
        /// @param problems what is wrong with the settings, one line each
        record Refused(List<String> problems) implements Submitted {
            public Refused {
                problems = List.copyOf(problems);
            }
        }

        /// Another submission has this idempotency key.
        record KeyTaken() implements Submitted {}

        /// A bug.
        record Broken(Throwable failure) implements Submitted {}
    }

    /// The answer to a request to change a job.
    public sealed interface Steered {
        /// It was done; the job now stands so.
        record Done(Entry entry) implements Steered {}

        /// The job's state does not allow it.
        record Forbidden(Entry entry) implements Steered {}

        /// There is no such job.
        record Unknown() implements Steered {}

        /// The job does not answer yet; it may still do it.
        record Unanswered() implements Steered {}
    }

    /// Some of the jobs.
    ///
    /// @param next what the next page begins after; null on the last
    public record Page(List<Entry> entries, @Nullable String next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /// The registry that the journal of this actor system tells of.
    static Behavior<Command> create(Launcher launcher) {
        return Behaviors.setup(context -> new Registry(context, launcher));
    }

    private static final PersistenceId JOURNAL = PersistenceId.ofUniqueId("registry");
    private static final BackoffSupervisorStrategy TRIES_AGAIN =
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1);

    private final ActorContext<Command> context;
    private final Launcher launcher;
    /// Those that this process has started, and that have not ended.
    private final Map<String, RunningJob> running = new HashMap<>();
    /// What is wanted of jobs that are being started.
    private final Map<String, List<Command>> early = new HashMap<>();
    /// Submissions under keys whose first is being looked at.
    private final Map<String, List<Submit>> pending = new HashMap<>();

    private Registry(ActorContext<Command> context, Launcher launcher) {
        super(JOURNAL, TRIES_AGAIN);
        this.context = context;
        this.launcher = launcher;
    }

    @Override
    public Known emptyState() {
        return new Known();
    }

    @Override
    public EventHandler<Known, Event> eventHandler() {
        return Known::after;
    }

    @Override
    public SignalHandler<Known> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    @Override
    public CommandHandler<Command, Event, Known> commandHandler() {
        return (known, command) -> switch (command) {
            case Submit submit -> onSubmit(known, submit);
            case Find(var id, var replyTo) -> onFind(known, id, replyTo);
            case ListJobs list -> onList(known, list);
            case Steering steering -> onSteering(known, steering);
            case Checked checked -> onChecked(known, checked);
            case NotChecked not -> onNotChecked(not);
            case Launched(var id, var job) -> onLaunched(id, job);
            case NotLaunched(var id, var failure) -> onNotLaunched(known, id, failure);
            case Accept(var id, var replyTo) -> onAccept(known, id, replyTo);
            case Answered answered -> onAnswered(known, answered);
            case Unanswered(var steering) -> onUnanswered(steering);
            case Ended(var id, var status) -> onEnded(known, id, status);
            case Close(var replyTo) -> Effect().stop().thenRun(() -> replyTo.tell(Done.getInstance()));
        };
    }

    /// The journal has been read: at the start of the server, and after it could not be written. Jobs that this process
    /// runs go on in any case, and what was being done for clients begins anew.
    private void onRecovered(Known known) {
        pending.values().forEach(submits -> submits.forEach(context.getSelf()::tell));
        pending.clear();
        running.forEach(this::awaitEnd);
        var open = known.jobs().values().stream()
                .filter(kept -> kept.ended() == null)
                .filter(kept -> !running.containsKey(kept.id()) && !early.containsKey(kept.id()))
                .toList();
        open.forEach(kept -> early.computeIfAbsent(kept.id(), id -> new ArrayList<>()));
        Thread.startVirtualThread(() -> open.forEach(this::goOn)); // in their order
    }

    private void goOn(Kept kept) {
        var self = context.getSelf();
        if (kept.wanted().cancelled()) {
            self.tell(new Ended(kept.id(), kept.cancelled()));
            return;
        }
        try {
            var settings = launcher.settings(
                    kept.id(), Objects.requireNonNull(kept.sent().submission()));
            var job = launcher.start(settings, kept.wanted().paused());
            var places = kept.wanted().places();
            if (places != null) {
                job.retune(places.all(), places.perHost());
            }
            if (kept.wanted().interval() != null) {
                job.pace(kept.wanted().interval());
            }
            if (kept.wanted().listEnded()) {
                job.endList();
            }
            self.tell(new Launched(kept.id(), job));
        } catch (RuntimeException e) {
            self.tell(new NotLaunched(kept.id(), Causes.unwrapped(e)));
        }
    }

    private Effect<Event, Known> onSubmit(Known known, Submit submit) {
        var key = submit.submission().idempotencyKey();
        var earlier = known.submittedUnder(key);
        if (earlier.isPresent()) {
            answerAgain(submit, earlier.get());
        } else if (key != null && pending.containsKey(key)) {
            pending.get(key).add(submit);
        } else {
            if (key != null) {
                pending.put(key, new ArrayList<>());
            }
            check(Identities.fresh(known.jobs().keySet()), submit);
        }
        return Effect().none();
    }

    private void answerAgain(Submit submit, Kept earlier) {
        if (earlier.sent().same(submit.submission())) {
            refreshed(earlier).thenAccept(now -> submit.replyTo().tell(new Submitted.Accepted(now, true)));
        } else {
            submit.replyTo().tell(new Submitted.KeyTaken());
        }
    }

    private void check(String id, Submit submit) {
        var submission = submit.submission();
        context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> checked(id, submit), Thread::startVirtualThread),
                (checked, failure) -> failure == null
                        ? checked
                        : new NotChecked(submission, Causes.unwrapped(failure), submit.replyTo()));
    }

    private Checked checked(String id, Submit submit) {
        var settings = launcher.settings(id, submit.submission());
        launcher.check(settings);
        var places = new Places(
                settings.fetch().parallelism(), settings.schedule().perHost().parallelism());
        var submitted = new Event.Submitted(id, settings.name(), places, submit.submission(), Instant.now());
        return new Checked(submitted, settings, submit.replyTo());
    }

    private Effect<Event, Known> onNotChecked(NotChecked not) {
        not.replyTo()
                .tell(
                        not.failure() instanceof SettingsException wrong
                                ? new Submitted.Refused(wrong.problems())
                                : new Submitted.Broken(not.failure()));
        answerPending(not.submission().idempotencyKey());
        return Effect().none();
    }

    private Effect<Event, Known> onChecked(Known known, Checked checked) {
        var submission = checked.submitted().submission();
        var earlier = known.submittedUnder(submission.idempotencyKey());
        if (earlier.isPresent()) { // what was being looked at when the journal could not be written, and then again
            answerAgain(new Submit(submission, checked.replyTo()), earlier.get());
            return Effect().none();
        }
        return Effect().persist(checked.submitted()).thenRun(now -> {
            launch(checked);
            answerPending(submission.idempotencyKey());
        });
    }

    /// Those that came meanwhile find the first in the journal, or are looked at themselves.
    private void answerPending(@Nullable String key) {
        if (key != null) {
            Objects.requireNonNullElse(pending.remove(key), List.<Submit>of()).forEach(context.getSelf()::tell);
        }
    }

    private void launch(Checked checked) {
        var id = checked.submitted().id();
        early.put(id, new ArrayList<>(List.of(new Accept(id, checked.replyTo()))));
        context.pipeToSelf(
                CompletableFuture.supplyAsync(
                        () -> launcher.start(checked.settings(), false), Thread::startVirtualThread),
                (job, failure) ->
                        failure == null ? new Launched(id, job) : new NotLaunched(id, Causes.unwrapped(failure)));
    }

    private Effect<Event, Known> onLaunched(String id, RunningJob job) {
        running.put(id, job);
        awaitEnd(id, job);
        answerEarly(id);
        return Effect().none();
    }

    private void awaitEnd(String id, RunningJob job) {
        context.pipeToSelf(job.done(), (status, failure) -> new Ended(id, status));
    }

    private Effect<Event, Known> onNotLaunched(Known known, String id, Throwable failure) {
        return known.find(id)
                .map(kept -> onEnded(known, id, kept.failed(reason(id, failure))))
                .orElseGet(Effect()::none);
    }

    private String reason(String id, Throwable failure) {
        if (failure instanceof SettingsException wrong) {
            return String.join("; ", wrong.problems());
        }
        context.getLog().error("the job {} could not be started", id, failure);
        return failure.toString();
    }

    private void answerEarly(String id) {
        Objects.requireNonNullElse(early.remove(id), List.<Command>of()).forEach(context.getSelf()::tell);
    }

    private Effect<Event, Known> onEnded(Known known, String id, JobStatus status) {
        answerEarly(id); // where this cannot be written, the job is started again with what is wanted of it
        if (!known.isOpen(id)) {
            return Effect().none();
        }
        return Effect().persist(new Event.Ended(id, status)).thenRun(now -> {
            var job = running.remove(id);
            if (job != null) {
                job.forget();
            }
        });
    }

    private Effect<Event, Known> onAccept(Known known, String id, ActorRef<Submitted> replyTo) {
        known.find(id)
                .ifPresent(kept -> refreshed(kept).thenAccept(now -> replyTo.tell(new Submitted.Accepted(now, false))));
        return Effect().none();
    }

    private Effect<Event, Known> onFind(Known known, String id, ActorRef<Optional<Entry>> replyTo) {
        known.find(id)
                .ifPresentOrElse(
                        kept -> refreshed(kept).thenAccept(now -> replyTo.tell(Optional.of(now))),
                        () -> replyTo.tell(Optional.empty()));
        return Effect().none();
    }

    private Effect<Event, Known> onList(Known known, ListJobs list) {
        var fresh = known.jobs().sequencedValues().reversed().stream()
                .map(kept -> refreshed(kept).toCompletableFuture())
                .toList();
        CompletionStage<Void> all = CompletableFuture.allOf(fresh.toArray(CompletableFuture[]::new));
        all.thenAccept(nothing -> list.replyTo()
                .tell(page(list, fresh.stream().map(CompletableFuture::join).toList())));
        return Effect().none();
    }

    private static Page page(ListJobs list, List<Entry> latestFirst) {
        var wanted = new ArrayList<Entry>();
        boolean begun = list.after() == null;
        for (var entry : latestFirst) {
            if (begun
                    && (list.states().isEmpty()
                            || list.states().contains(entry.status().state()))) {
                if (wanted.size() == list.limit()) {
                    return new Page(wanted, wanted.getLast().id());
                }
                wanted.add(entry);
            }
            begun = begun || entry.id().equals(list.after());
        }
        return new Page(wanted, null);
    }

    private Effect<Event, Known> onSteering(Known known, Steering steering) {
        var id = steering.id();
        var job = running.get(id);
        var kept = known.find(id);
        if (kept.isEmpty()) {
            steering.replyTo().tell(new Steered.Unknown());
        } else if (early.containsKey(id)) {
            early.get(id).add(steering);
        } else if (job == null) {
            steering.replyTo()
                    .tell(new Steered.Forbidden(entry(kept.get(), kept.get().lastKnown())));
        } else {
            context.pipeToSelf(
                    change(job, steering),
                    (change, failure) ->
                            failure == null ? new Answered(id, change, steering.replyTo()) : new Unanswered(steering));
        }
        return Effect().none();
    }

    /// What has happened to a job by a request; null where its state did not allow it.
    private static CompletionStage<@Nullable Event> change(RunningJob job, Steering steering) {
        return switch (steering) {
            case Pause(var id, var _) -> job.pause().thenApply(done -> done ? new Event.Paused(id) : null);
            case Resume(var id, var _) -> job.resume().thenApply(done -> done ? new Event.Resumed(id) : null);
            case Cancel(var id, var _) -> job.cancel().thenApply(done -> done ? new Event.Cancelled(id) : null);
            case EndList(var id, var _) -> job.endList().thenApply(done -> done ? new Event.ListEnded(id) : null);
            case Pace(var id, var interval, var _) ->
                job.pace(interval).thenApply(done -> done ? new Event.Paced(id, interval) : null);
            case Retune retune -> job.status().thenCompose(status -> retuned(job, retune, status.places()));
        };
    }

    private static CompletionStage<@Nullable Event> retuned(RunningJob job, Retune retune, Places now) {
        int all = Objects.requireNonNullElse(retune.parallelism(), now.all());
        int perHost = Objects.requireNonNullElse(retune.perHost(), now.perHost());
        return job.retune(all, perHost).thenApply(done -> done ? new Event.Retuned(retune.id(), all, perHost) : null);
    }

    private Effect<Event, Known> onAnswered(Known known, Answered answered) {
        var change = answered.change();
        return change != null && known.isOpen(answered.id())
                ? Effect().persist(change).thenRun(now -> tell(now, answered, Steered.Done::new))
                : Effect()
                        .none()
                        .thenRun(now ->
                                tell(now, answered, change == null ? Steered.Forbidden::new : Steered.Done::new));
    }

    private Effect<Event, Known> onUnanswered(Steering steering) {
        steering.replyTo().tell(new Steered.Unanswered());
        return Effect().none();
    }

    private void tell(Known known, Answered answered, Function<Entry, Steered> answer) {
        known.find(answered.id())
                .ifPresent(kept ->
                        refreshed(kept).thenAccept(now -> answered.replyTo().tell(answer.apply(now))));
    }

    private Entry entry(Kept kept, JobStatus status) {
        return new Entry(kept.id(), kept.sent().shown(), kept.submittedAt(), status, running.get(kept.id()));
    }

    /// The job as it stands now. Never fails: where it does not answer, its last known status remains.
    private CompletionStage<Entry> refreshed(Kept kept) {
        var last = entry(kept, kept.lastKnown());
        var job = last.running();
        return job == null || kept.ended() != null
                ? CompletableFuture.completedFuture(last)
                : job.status().handle((status, failure) -> failure == null ? last.with(status) : last);
    }
}
