package io.seine.job;

import io.seine.config.FetchSettings;
import io.seine.config.JobSettings;
import io.seine.fetch.Exchanges;
import io.seine.model.Admission;
import io.seine.pipeline.Workers;
import io.seine.schedule.TransferLimit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The registry of jobs, and the parent of everything that runs.
public final class Jobs {

    /// What the registry understands.
    public sealed interface Command {}

    /// Starts a job with these settings, or lets it wait where as many as may be are at work.
    ///
    /// @param paused whether it begins paused
    public record Submit(JobSettings settings, boolean paused, Job.Promises promises, ActorRef<Entry> replyTo)
            implements Command {}

    /// Asks for the job with this identity.
    public record Find(String id, ActorRef<Optional<Entry>> replyTo) implements Command {}

    /// Asks for all jobs, in the order in which they were submitted.
    public record ListAll(ActorRef<List<Entry>> replyTo) implements Command {}

    /// Spawns fetchers for a stream that is no job.
    public record Supervise(
            Exchanges exchanges, FetchSettings settings, Admission admission, ActorRef<Fetchers> replyTo)
            implements Command {}

    /// Cancels everything and stops when it has ended.
    public record Shutdown() implements Command {}

    /// Nothing of the job is left to do; it still answers.
    private record RunEnded(String id) implements Command {}

    private record JobEnded(String id) implements Command {}

    private record SupervisorEnded(ActorRef<FetchSupervisor.Command> supervisor) implements Command {}

    /// A job that was submitted.
    public record Entry(String id, ActorRef<Job.Command> job) {}

    /// A registry without jobs.
    ///
    /// @param limit what they share
    public static Behavior<Command> create(Workers workers, int runningAtOnce, TransferLimit limit) {
        var tools = new Job.Tools(workers, limit);
        return Behaviors.setup(context -> new Jobs(context, tools, runningAtOnce).open());
    }

    private final ActorContext<Command> context;
    private final Job.Tools tools;
    private final int runningAtOnce;
    private final Map<String, Entry> jobs = new LinkedHashMap<>();
    /// Those that wait for others to end, in their order.
    private final SequencedMap<String, Entry> queue = new LinkedHashMap<>();

    private final Set<String> running = new HashSet<>();
    /// Those of streams that are no jobs.
    private final Map<ActorRef<FetchSupervisor.Command>, Fetchers> supervisors = new HashMap<>();
    private long submitted;

    private Jobs(ActorContext<Command> context, Job.Tools tools, int runningAtOnce) {
        this.context = context;
        this.tools = tools;
        this.runningAtOnce = runningAtOnce;
    }

    private Behavior<Command> open() {
        return Behaviors.receiveMessage(command -> switch (command) {
            case Submit submit -> onSubmit(submit);
            case Find(var id, var replyTo) -> {
                replyTo.tell(Optional.ofNullable(jobs.get(id)));
                yield Behaviors.same();
            }
            case ListAll(var replyTo) -> {
                replyTo.tell(List.copyOf(jobs.values()));
                yield Behaviors.same();
            }
            case Supervise supervise -> onSupervise(supervise);
            case RunEnded(var id) -> onRunEnded(id);
            case JobEnded(var id) -> {
                jobs.remove(id);
                yield onRunEnded(id);
            }
            case SupervisorEnded(var supervisor) -> {
                onSupervisorEnded(supervisor);
                yield Behaviors.same();
            }
            case Shutdown() -> onShutdown();
        });
    }

    private Behavior<Command> onShutdown() {
        jobs.values().forEach(entry -> entry.job().tell(new Job.Stop()));
        supervisors.values().forEach(Fetchers::stop);
        return closing();
    }

    /// Nothing new is taken on; stops with the last of what there is.
    private Behavior<Command> closing() {
        if (jobs.isEmpty() && supervisors.isEmpty()) {
            return Behaviors.stopped();
        }
        return Behaviors.receiveMessage(command -> switch (command) {
            case JobEnded(var id) -> {
                jobs.remove(id);
                yield closing();
            }
            case SupervisorEnded(var supervisor) -> {
                onSupervisorEnded(supervisor);
                yield closing();
            }
            case Find _, ListAll _, Submit _, Supervise _ -> Behaviors.unhandled();
            case RunEnded _, Shutdown _ -> Behaviors.same();
        });
    }

    private Behavior<Command> onSubmit(Submit submit) {
        submitted++;
        var id = submit.settings().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-" + submitted;
        var job = context.spawn(Job.create(id, submit.settings(), tools, submit.promises()), id);
        context.watchWith(job, new JobEnded(id));
        context.pipeToSelf(submit.promises().ended(), (status, failure) -> new RunEnded(id));
        var entry = new Entry(id, job);
        jobs.put(id, entry);
        queue.put(id, entry);
        if (submit.paused()) {
            job.tell(new Job.Hold());
        }
        startNext();
        submit.replyTo().tell(entry);
        return Behaviors.same();
    }

    private void startNext() {
        while (running.size() < runningAtOnce && !queue.isEmpty()) {
            var next = queue.pollFirstEntry().getValue();
            running.add(next.id());
            next.job().tell(new Job.Start());
        }
    }

    private Behavior<Command> onRunEnded(String id) {
        running.remove(id);
        queue.remove(id);
        startNext();
        return Behaviors.same();
    }

    private void onSupervisorEnded(ActorRef<FetchSupervisor.Command> supervisor) {
        var fetchers = supervisors.remove(supervisor);
        if (fetchers != null) {
            fetchers.lost();
        }
    }

    private Behavior<Command> onSupervise(Supervise supervise) {
        var supervisor = context.spawnAnonymous(
                FetchSupervisor.create(supervise.exchanges(), supervise.settings(), supervise.admission()));
        context.watchWith(supervisor, new SupervisorEnded(supervisor));
        var fetchers = new Fetchers(supervisor, context.getSystem().scheduler());
        supervisors.put(supervisor, fetchers);
        supervise.replyTo().tell(fetchers);
        return Behaviors.same();
    }
}
