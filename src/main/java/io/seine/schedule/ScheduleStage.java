package io.seine.schedule;

import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.HostDown;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Scheduled;
import io.seine.model.Stage;
import io.seine.model.Transfer;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/// Reads ahead and lets through what [Turns] says, until everything that was read has left the fetch stage. The turns
/// belong to the stage's thread; who else wants something of them writes to the [Mailbox].
final class ScheduleStage extends GraphStage<FlowShape<Fate<WebUrl>, Fate<Scheduled>>> {
    private final Scheduler scheduler;
    private final Inlet<Fate<WebUrl>> in = Inlet.create("schedule.in");
    private final Outlet<Fate<Scheduled>> out = Outlet.create("schedule.out");
    private final FlowShape<Fate<WebUrl>, Fate<Scheduled>> shape = FlowShape.of(in, out);

    ScheduleStage(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public FlowShape<Fate<WebUrl>, Fate<Scheduled>> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private final Turns<Waiting> turns = new Turns<>(scheduler.settings().perHost(), RandomGenerator.getDefault());
        /// Items that ended before their turn.
        private final Queue<Fate<Scheduled>> ended = new ArrayDeque<>();

        private long wakesAt = Long.MAX_VALUE;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    accept(grab(in));
                    advance();
                }

                @Override
                public void onUpstreamFinish() {
                    advance();
                }

                @Override
                public void onUpstreamFailure(Throwable cause) {
                    scheduler.sourceFailed(cause);
                    advance();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    advance();
                }
            });
        }

        @Override
        public void preStart() {
            var ring = createAsyncCallback((Object nothing) -> advance());
            scheduler.mailbox().open(() -> ring.invoke(this));
            scheduler.begin();
            pull(in);
        }

        @Override
        public void onTimer(Object key) {
            wakesAt = Long.MAX_VALUE;
            advance();
        }

        @Override
        public void postStop() {
            for (var waiting : turns.drain(scheduler.now())) {
                if (waiting instanceof Waiting.Further(var permit, var _)) {
                    permit.completeExceptionally(new CancellationException("the job has ended"));
                }
            }
            scheduler.mailbox().close();
        }

        private void accept(Fate<WebUrl> fate) {
            switch (fate) {
                case Fate.Ended<WebUrl> done -> ended.add(done.passed());
                case Fate.Open<WebUrl> open -> turns.add(open.value().host(), new Waiting.Ahead(open), scheduler.now());
            }
        }

        private void advance() {
            long now = scheduler.now();
            scheduler.mailbox().read(letter -> onLetter(letter, now));
            if (scheduler.cancelled()) {
                abandon(now);
            }
            turns.parallelism(scheduler.perHost(), now);
            if (!scheduler.paused()) {
                serve(now);
                sleep(now);
            }
            emitEnded();
            scheduler.waiting(turns.size());
            if (!isClosed(in) && !hasBeenPulled(in) && turns.size() + ended.size() < scheduler.lookAhead()) {
                pull(in);
            }
            if (isClosed(in) && turns.size() == 0 && ended.isEmpty() && scheduler.inFlight() == 0) {
                completeStage();
            }
        }

        private void onLetter(Mailbox.Letter letter, long now) {
            switch (letter) {
                case Mailbox.Letter.Ask(var host, var further, var after) -> ask(host, further, after, now);
                case Mailbox.Letter.Withdraw(var host, var further) -> turns.remove(host, further, now);
                case Mailbox.Letter.Release(var lane, var verdict, long at) -> turns.release(lane, verdict, at);
                case Mailbox.Letter.Pace(var host, var interval) -> turns.pace(host, interval, now);
                case Mailbox.Letter.Repace(var interval) -> turns.pace(interval, now);
            }
        }

        private void ask(String host, Waiting.Further further, Duration after, long now) {
            if (further.permit().isDone()) {
                // withdrawn before it came
            } else if (further.aside()) {
                turns.addFirst(host, further, now + after.toNanos(), now);
            } else {
                turns.addLinked(host, further, now);
            }
            scheduler.stepAside(further);
        }

        private void abandon(long now) {
            cancel(in);
            turns.drain(now).forEach(this::cancelled);
        }

        private void cancelled(Waiting waiting) {
            switch (waiting) {
                case Waiting.Ahead(var open) ->
                    end(open, new Failure(Stage.SCHEDULE, Kind.CANCELLED, "the job was cancelled before its turn"));
                case Waiting.Further(var permit, var _) ->
                    permit.completeExceptionally(new CancellationException("the job was cancelled"));
            }
        }

        private void end(Fate.Open<WebUrl> open, Failure failure) {
            ended.add(new Fate.Ended<>(Outcome.ended(open.item(), failure, Transfer.NONE, null, open.startedAt())));
        }

        private void serve(long now) {
            for (var turn = next(now); turn != null; turn = next(now)) {
                switch (turn) {
                    case Turn.Start<Waiting>(var waiting, var lane) -> start(waiting, lane);
                    case Turn.Refusal<Waiting>(var waiting, var host, var trouble) ->
                        refuse(waiting, new HostDown(host, trouble));
                }
            }
        }

        private @Nullable Turn<Waiting> next(long now) {
            if (scheduler.paused()) {
                return null;
            }
            boolean place = ended.isEmpty() && isAvailable(out) && scheduler.takePlace();
            var turn = turns.poll(now, place);
            if (place && !takesPlace(turn)) {
                scheduler.returnPlace();
            }
            return turn;
        }

        private static boolean takesPlace(@Nullable Turn<Waiting> turn) {
            return turn instanceof Turn.Start<Waiting>(var waiting, var _)
                    && !(waiting instanceof Waiting.Further(var _, var aside) && !aside);
        }

        private void start(Waiting waiting, Lane<Waiting> lane) {
            switch (waiting) {
                case Waiting.Ahead(var open) -> {
                    scheduler.enter();
                    var right = scheduler.permit(lane, false);
                    push(out, new Fate.Open<>(open.item(), Instant.now(), new Scheduled(open.value(), right)));
                }
                case Waiting.Further(var permit, var aside) -> {
                    var right = scheduler.permit(lane, !aside);
                    if (!permit.complete(right)) {
                        right.release(new Verdict.Ignored());
                        if (aside) {
                            scheduler.returnPlace();
                        }
                    }
                }
            }
        }

        private void refuse(Waiting waiting, HostDown down) {
            switch (waiting) {
                case Waiting.Ahead(var open) ->
                    end(open, new Failure(Stage.SCHEDULE, Kind.HOST_DOWN, String.valueOf(down.getMessage())));
                case Waiting.Further(var permit, var _) -> permit.completeExceptionally(down);
            }
        }

        private void emitEnded() {
            if (!ended.isEmpty() && isAvailable(out)) {
                scheduler.pass();
                push(out, ended.remove());
            }
        }

        /// Sees to it that the stage looks again when a host may be asked again.
        private void sleep(long now) {
            long next = turns.nextWake();
            if (next < wakesAt) {
                wakesAt = next;
                scheduleOnce("wake", Duration.ofNanos(Math.max(0, next - now)));
            }
        }
    }
}
