package io.seine.pipeline;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/// Keeps a cancelled stream from being cut off: who cancels gets nothing more, but what comes before still runs to its
/// end, and so lets go of its files and connections.
///
/// @param <T> what passes
public final class Drain<T> extends GraphStage<FlowShape<T, T>> {
    private final Inlet<T> in = Inlet.create("drain.in");
    private final Outlet<T> out = Outlet.create("drain.out");
    private final FlowShape<T, T> shape = FlowShape.of(in, out);
    private final Runnable onCancel;

    private Drain(Runnable onCancel) {
        this.onCancel = onCancel;
    }

    /// A flow that passes everything on.
    ///
    /// @param onCancel makes what comes before end soon; called when the stream is cancelled
    public static <T> Flow<T, T, NotUsed> flow(Runnable onCancel) {
        return Flow.fromGraph(new Drain<>(onCancel));
    }

    @Override
    public FlowShape<T, T> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    if (isClosed(out)) {
                        grab(in);
                        pull(in);
                    } else {
                        push(out, grab(in));
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    onCancel.run();
                    if (!hasBeenPulled(in)) {
                        pull(in);
                    }
                }
            });
        }
    }
}
