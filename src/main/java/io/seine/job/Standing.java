package io.seine.job;

import io.seine.config.JobSettings;
import io.seine.job.Job.Promises;
import io.seine.job.Job.Query;
import io.seine.job.Job.Request;
import io.seine.job.Job.Response;
import io.seine.model.JobStatus;
import io.seine.record.Tally;
import io.seine.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/// How a job stands, for all who want to know: those who ask, those who look without asking, those who have subscribed
/// to changes, and the log. Only the job's actor uses it.
final class Standing {
    private final String id;
    private final JobSettings settings;
    private final Promises promises;
    private final Scheduler scheduler;
    private final JobLog log;
    private final Tally tally = new Tally();
    private final List<ActorRef<JobStatus>> subscribers = new ArrayList<>();
    private final Instant startedAt = Instant.now();

    Standing(String id, JobSettings settings, Promises promises, Scheduler scheduler) {
        this.id = id;
        this.settings = settings;
        this.promises = promises;
        this.scheduler = scheduler;
        this.log = new JobLog(settings);
    }

    /// Where its outcomes are counted.
    Tally tally() {
        return tally;
    }

    /// How it stands at this moment, in this phase.
    JobStatus in(Phase phase) {
        var counted = tally.counted();
        return new JobStatus(
                id,
                settings.name(),
                phase.state(),
                phase.ending(),
                phase.trouble() == null ? null : phase.trouble().advice(),
                counted.items(),
                counted.counts(),
                counted.failures(),
                phase.before(),
                scheduler.inFlight(),
                scheduler.places(),
                counted.attempts(),
                counted.bytes(),
                Duration.between(startedAt, Instant.now()),
                counted.itemTime());
    }

    /// Whoever looks without asking sees the job in this phase from now on.
    void show(Phase phase) {
        promises.standing().set(() -> in(phase));
    }

    /// Shows the phase, before anybody is told of it, and tells the subscribers and the log.
    void tell(Phase phase) {
        show(phase);
        tell(in(phase));
    }

    private void tell(JobStatus status) {
        log.tell(status);
        subscribers.forEach(subscriber -> subscriber.tell(status));
    }

    /// Does what a request brings about in the eyes of others: shows the phase, and answers.
    void accept(Request request, Phase phase) {
        show(phase);
        request.replyTo().tell(new Response(true, in(phase)));
    }

    /// Answers that the phase does not allow it.
    void refuse(Request request, Phase phase) {
        request.replyTo().tell(new Response(false, in(phase)));
    }

    void answer(Query query, Phase phase) {
        switch (query) {
            case Job.GetStatus(var replyTo) -> replyTo.tell(in(phase));
            case Job.Subscribe(var subscriber) -> {
                subscribers.add(subscriber);
                subscriber.tell(in(phase));
            }
        }
    }

    /// The job has ended, and stands so from now on.
    JobStatus end(Phase phase) {
        var last = in(phase);
        promises.standing().set(() -> last);
        return last;
    }

    /// The same, and tells the subscribers and the log.
    JobStatus tellEnd(Phase phase) {
        var last = end(phase);
        tell(last);
        return last;
    }
}
