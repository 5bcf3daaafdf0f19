package io.seine.job;

import io.seine.config.FetchSettings;
import io.seine.config.JobSettings;
import io.seine.fetch.Exchanges;
import io.seine.model.Admission;
import io.seine.pipeline.Workers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The registry of jobs, and the parent of everything that runs.
public final class Jobs {

    /// What the registry understands.
    public sealed interface Command {}

    /// Starts a job with these settings.
    public record Submit(JobSettings settings, Job.Promises promises, ActorRef<Entry> replyTo) implements Command {}

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

    private record JobEnded(String id) implements Command {}

    private record SupervisorEnded(ActorRef<FetchSupervisor.Command> supervisor) implements Command {}

    /// A job that was submitted.
    public record Entry(String id, ActorRef<Job.Command> job) {}

    /// A registry without jobs.
    public static Behavior<Command> create(Workers workers) {
        return Behaviors.setup(context -> new Jobs(context, workers).open());
    }

    private final ActorContext<Command> context;
    private final Workers workers;
    private final Map<String, Entry> jobs = new LinkedHashMap<>();
    /// Those of streams that are no jobs.
    private final Map<ActorRef<FetchSupervisor.Command>, Fetchers> supervisors = new HashMap<>();
    private long submitted;

    private Jobs(ActorContext<Command> context, Workers workers) {
        this.context = context;
        this.workers = workers;
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
            case JobEnded(var id) -> {
                jobs.remove(id);
                yield Behaviors.same();
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
            case Shutdown() -> Behaviors.same();
        });
    }

    private Behavior<Command> onSubmit(Submit submit) {
        submitted++;
        var id = submit.settings().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-" + submitted;
        var job = context.spawn(Job.create(id, submit.settings(), workers, submit.promises()), id);
        context.watchWith(job, new JobEnded(id));
        var entry = new Entry(id, job);
        jobs.put(id, entry);
        job.tell(new Job.Start());
        submit.replyTo().tell(entry);
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
