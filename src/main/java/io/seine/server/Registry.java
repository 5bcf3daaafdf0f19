package io.seine.server;

import io.seine.RunningJob;
import io.seine.config.JobSettings;
import io.seine.config.SettingsException;
import io.seine.model.Causes;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Places;
import io.seine.server.Steering.Steered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/// Every job that was sent to this server, those that have ended, too.
///
/// What it knows is what the journal tells ([Event]). A job is in the journal before it starts and before its client
/// hears of it; when the server starts again, those with something left to do go on.
final class Registry extends EventSourcedBehavior<Registry.Command, Event, Known> {

    /// What the registry understands.
    sealed interface Command {}

    /// Takes a job on and starts it; the answer comes when it is known whether it can be.
    record Submit(Submission submission, ActorRef<Submitted> replyTo) implements Command {}

    /// Asks to change a job.
    record Steer(String id, Steering steering, ActorRef<Steered> replyTo) implements Command {}

    /// Asks whether the registry answers.
    record Ping(ActorRef<Done> replyTo) implements Command {}

    /// Takes nothing on any more, and stops. The jobs are left to whoever owns the engine.
    record Close(ActorRef<Done> replyTo) implements Command {}

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
    record Answered(String id, @Nullable Event change, ActorRef<Steered> replyTo) implements Command {}

    /// The changes of the last moment are to be written.
    private record Write() implements Command {}

    /// A job has not answered a request to change it.
    private record Unanswered(ActorRef<Steered> replyTo) implements Command {}

    /// A submission was taken on, and started.
    private record Accept(String id, ActorRef<Submitted> replyTo) implements Command {}

    private record Ended(String id, JobStatus status) implements Command {}

    /// The answer to a submission.
    sealed interface Submitted {
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

    /// The registry that the journal of this actor system tells of.
    ///
    /// @param roster where it shows its jobs
    static Behavior<Command> create(Launcher launcher, Roster roster) {
        return Behaviors.setup(context -> new Registry(context, launcher, roster));
    }

    private static final PersistenceId JOURNAL = PersistenceId.ofUniqueId("registry");
    private static final BackoffSupervisorStrategy TRIES_AGAIN =
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1);

    private final ActorContext<Command> context;
    private final Launcher launcher;
    private final Roster roster;
    /// What is wanted of jobs that are being started.
    private final Map<String, List<Command>> early = new HashMap<>();
    /// Submissions under keys whose first is being looked at.
    private final Map<String, List<Submit>> pending = new HashMap<>();

    private final Unwritten unwritten = new Unwritten();

    private Registry(ActorContext<Command> context, Launcher launcher, Roster roster) {
        super(JOURNAL, TRIES_AGAIN);
        this.context = context;
        this.launcher = launcher;
        this.roster = roster;
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
            case Steer steer -> onSteer(known, steer);
            case Ping(var replyTo) -> Effect().none().thenRun(now -> replyTo.tell(Done.getInstance()));
            case Checked checked -> onChecked(known, checked);
            case NotChecked not -> onNotChecked(not);
            case Launched(var id, var job) -> onLaunched(id, job);
            case NotLaunched(var id, var failure) -> onNotLaunched(known, id, failure);
            case Accept(var id, var replyTo) -> onAccept(known, id, replyTo);
            case Answered answered -> onAnswered(known, answered);
            case Write() -> onWrite(known);
            case Unanswered(var replyTo) -> Effect().none().thenRun(now -> replyTo.tell(new Steered.Unanswered()));
            case Ended(var id, var status) -> onEnded(known, id, status);
            case Close(var replyTo) -> onWrite(known).thenStop().thenRun(() -> replyTo.tell(Done.getInstance()));
        };
    }

    /// The journal has been read: at the start of the server, and after it could not be written. Jobs that this process
    /// runs go on in any case, and what was being done for clients begins anew.
    private void onRecovered(Known known) {
        pending.values().forEach(submits -> submits.forEach(context.getSelf()::tell));
        pending.clear();
        context.getSelf().tell(new Write());
        roster.read(known);
        roster.running().forEach(this::awaitEnd);
        var open = known.jobs().stream()
                .filter(kept -> kept.ended() == null)
                .filter(kept -> !roster.running().containsKey(kept.id()) && !early.containsKey(kept.id()))
                .toList();
        open.forEach(kept -> early.computeIfAbsent(kept.id(), id -> new ArrayList<>()));
        Thread.startVirtualThread(() -> open.forEach(this::goOn)); // in their order
    }

    private void goOn(Kept kept) {
        var self = context.getSelf();
        try {
            self.tell(new Launched(kept.id(), launcher.goOn(kept)));
        } catch (RuntimeException e) {
            self.tell(
                    kept.wanted().cancelled()
                            ? new Ended(kept.id(), kept.cancelled())
                            : new NotLaunched(kept.id(), Causes.unwrapped(e)));
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
            check(Identities.fresh(known.ids()), submit);
        }
        return Effect().none();
    }

    private void answerAgain(Submit submit, Kept earlier) {
        if (earlier.sent().same(submit.submission())) {
            submit.replyTo().tell(new Submitted.Accepted(roster.entry(earlier), true));
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
        roster.running().put(id, job);
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
            var job = roster.running().remove(id);
            if (job != null) {
                job.forget();
            }
        });
    }

    private Effect<Event, Known> onAccept(Known known, String id, ActorRef<Submitted> replyTo) {
        known.find(id).ifPresent(kept -> replyTo.tell(new Submitted.Accepted(roster.entry(kept), false)));
        return Effect().none();
    }

    private Effect<Event, Known> onSteer(Known known, Steer steer) {
        var id = steer.id();
        var job = roster.running().get(id);
        var kept = known.find(id);
        if (kept.isEmpty()) {
            steer.replyTo().tell(new Steered.Unknown());
        } else if (early.containsKey(id)) {
            early.get(id).add(steer);
        } else if (job == null) {
            steer.replyTo().tell(new Steered.Forbidden(roster.entry(kept.get())));
        } else {
            context.pipeToSelf(
                    steer.steering().ask(job, id),
                    (change, failure) -> failure == null
                            ? new Answered(id, change, steer.replyTo())
                            : new Unanswered(steer.replyTo()));
        }
        return Effect().none();
    }

    /// What changes nothing that a restart would need is not written, and what comes in quick succession is written
    /// together.
    private Effect<Event, Known> onAnswered(Known known, Answered answered) {
        var change = answered.change();
        if (change == null) {
            return Effect().none().thenRun(now -> tell(now, answered, Steered.Forbidden::new));
        } else if (unwritten.isEmpty() && !known.changes(change)) {
            return Effect().none().thenRun(now -> tell(now, answered, Steered.Done::new));
        } else if (!unwritten.add(answered)) {
            return Effect().none();
        }
        var wait = unwritten.untilNext(System.nanoTime());
        if (wait.isZero()) {
            return onWrite(known);
        }
        context.scheduleOnce(wait, context.getSelf(), new Write());
        return Effect().none();
    }

    private EffectBuilder<Event, Known> onWrite(Known known) {
        var answers = unwritten.all(System.nanoTime());
        var changes = Unwritten.changes(answers).stream().filter(known::changes).toList();
        return Effect().persist(changes).thenRun(now -> {
            unwritten.written();
            answers.forEach(answered -> tell(now, answered, Steered.Done::new));
        });
    }

    private void tell(Known known, Answered answered, Function<Entry, Steered> answer) {
        known.find(answered.id()).ifPresent(kept -> answered.replyTo().tell(answer.apply(roster.entry(kept))));
    }
}
