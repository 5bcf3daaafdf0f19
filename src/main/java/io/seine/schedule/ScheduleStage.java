package io.seine.schedule;

import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Scheduled;
import io.seine.model.Stage;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/// Holds the window and lets items through as hosts and places become free.
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

    private final class Logic extends GraphStageLogic {
        private final Window<Fate.Open<WebUrl>> window = new Window<>();
        /// Items that ended before their turn.
        private final Queue<Fate<Scheduled>> ended = new ArrayDeque<>();

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
            var wake = createAsyncCallback((Object nothing) -> advance());
            scheduler.onWake(() -> wake.invoke(this));
            pull(in);
        }

        private void accept(Fate<WebUrl> fate) {
            switch (fate) {
                case Fate.Ended<WebUrl> done -> ended.add(done.passed());
                case Fate.Open<WebUrl> open -> window.add(open.value().host(), open);
            }
        }

        private void advance() {
            if (scheduler.cancelled()) {
                abandon();
            }
            if (scheduler.takeRetuned()) {
                window.freeAll();
            }
            for (var host = scheduler.freed().poll();
                    host != null;
                    host = scheduler.freed().poll()) {
                window.free(host);
            }
            emit();
            if (!isClosed(in) && !hasBeenPulled(in) && window.size() + ended.size() < scheduler.lookAhead()) {
                pull(in);
            }
            if (isClosed(in) && window.size() == 0 && ended.isEmpty()) {
                completeStage();
            }
        }

        private void abandon() {
            cancel(in);
            for (var open : window.drain()) {
                var failure = new Failure(Stage.SCHEDULE, Kind.CANCELLED, "the job was cancelled before its turn");
                ended.add(new Fate.Ended<>(Outcome.ended(open.item(), failure, Transfer.NONE, null, open.startedAt())));
            }
        }

        private void emit() {
            if (!isAvailable(out)) {
                return;
            }
            if (!ended.isEmpty()) {
                scheduler.enter();
                push(out, ended.remove());
            } else if (scheduler.open()) {
                window.poll(
                                scheduler.lanes()::tryAcquire,
                                (open, permit) -> new Fate.Open<>(
                                        open.item(), Instant.now(), new Scheduled(open.value(), permit)))
                        .ifPresent(next -> {
                            scheduler.enter();
                            push(out, next);
                        });
            }
        }
    }
}
