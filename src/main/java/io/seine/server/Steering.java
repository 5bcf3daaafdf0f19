package io.seine.server;

import io.seine.RunningJob;
import io.seine.model.JobStatus.Places;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What may be asked of a job that is at work.
sealed interface Steering {

    /// Asks a job for it. The answer tells what has happened to the job; null where its state did not allow it.
    ///
    /// @param id the job's identity on this server
    CompletionStage<@Nullable Event> ask(RunningJob job, String id);

    /// Starts no further download; those in flight go on.
    record Pause() implements Steering {
        @Override
        public CompletionStage<@Nullable Event> ask(RunningJob job, String id) {
            return job.pause().thenApply(done -> done ? new Event.Paused(id) : null);
        }
    }

    /// Goes on after a pause.
    record Resume() implements Steering {
        @Override
        public CompletionStage<@Nullable Event> ask(RunningJob job, String id) {
            return job.resume().thenApply(done -> done ? new Event.Resumed(id) : null);
        }
    }

    /// Drops what is in flight and ends the job.
    record Cancel() implements Steering {
        @Override
        public CompletionStage<@Nullable Event> ask(RunningJob job, String id) {
            return job.cancel().thenApply(done -> done ? new Event.Cancelled(id) : null);
        }
    }

    /// Tells that nothing will be appended any more to the list that the job follows.
    record EndList() implements Steering {
        @Override
        public CompletionStage<@Nullable Event> ask(RunningJob job, String id) {
            return job.endList().thenApply(done -> done ? new Event.ListEnded(id) : null);
        }
    }

    /// Changes how many items are in flight at once.
    ///
    /// @param parallelism in all; null leaves it as it is
    /// @param perHost with one host; null leaves it as it is
    record Retune(@Nullable Integer parallelism, @Nullable Integer perHost) implements Steering {
        @Override
        public CompletionStage<@Nullable Event> ask(RunningJob job, String id) {
            return job.glance()
                    .map(status -> retuned(job, id, status.places()))
                    .orElseGet(() -> job.status().thenCompose(status -> retuned(job, id, status.places())));
        }

        private CompletionStage<@Nullable Event> retuned(RunningJob job, String id, Places now) {
            int all = Objects.requireNonNullElse(parallelism, now.all());
            int ofOne = Objects.requireNonNullElse(perHost, now.perHost());
            return job.retune(all, ofOne).thenApply(done -> done ? new Event.Retuned(id, all, ofOne) : null);
        }
    }

    /// Changes the shortest time from one start to the next with one host; zero for none.
    record Pace(Duration interval) implements Steering {
        @Override
        public CompletionStage<@Nullable Event> ask(RunningJob job, String id) {
            return job.pace(interval).thenApply(done -> done ? new Event.Paced(id, interval) : null);
        }
    }

    /// The answer.
    sealed interface Steered {
        /// It was done; the job now stands so.
        record Done(Entry entry) implements Steered {}

        /// The job's state does not allow it.
        record Forbidden(Entry entry) implements Steered {}

        /// There is no such job.
        record Unknown() implements Steered {}

        /// The job does not answer yet; it may still do it.
        record Unanswered() implements Steered {}
    }
}
