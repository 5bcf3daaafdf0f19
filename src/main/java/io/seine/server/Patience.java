package io.seine.server;

import java.time.Duration;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/// Hangs up on a client that does not get its request's head out in time, however busily it sends bytes of it, and on
/// one that keeps a connection without asking for anything.
final class Patience extends GraphStage<FlowShape<HttpRequest, HttpRequest>> {
    private static final Object LOOK = new Object();
    private static final int LOOKS = 10;

    private final Inlet<HttpRequest> in = Inlet.create("patience.in");
    private final Outlet<HttpRequest> out = Outlet.create("patience.out");
    private final FlowShape<HttpRequest, HttpRequest> shape = FlowShape.of(in, out);
    private final Duration within;

    Patience(Duration within) {
        this.within = within;
    }

    @Override
    public FlowShape<HttpRequest, HttpRequest> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private boolean waiting;
        private long since;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    waiting = false;
                    push(out, grab(in));
                }
            });
            // The next request is pulled for when the last one's response is on its way.
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                    waiting = true;
                    since = System.nanoTime();
                }
            });
        }

        /// Looks now and then, rather than set and cancel a timer for every request.
        @Override
        public void preStart() {
            var every = within.dividedBy(LOOKS);
            scheduleWithFixedDelay(LOOK, every, every);
        }

        @Override
        public void onTimer(Object key) {
            if (waiting && System.nanoTime() - since >= within.toNanos()) {
                completeStage();
            }
        }
    }
}
