package io.seine.fetch;

import io.seine.model.DataSize;
import io.seine.model.Kind;
import io.seine.model.StorageTrouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.GraphStageWithMaterializedValue;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/// Collects a body: in memory up to a size, from there on in a temporary file. A body that breaks off leaves no file.
final class BodySink extends GraphStageWithMaterializedValue<SinkShape<ByteString>, CompletionStage<Received>> {
    private final Inlet<ByteString> in = Inlet.create("body.in");
    private final SinkShape<ByteString> shape = SinkShape.of(in);
    private final BodyMeter meter;
    private final DataSize spoolAbove;
    private final Supplier<Path> newFile;
    private final Executor blocking;

    /// @param meter counts what comes
    /// @param newFile names a new temporary file
    /// @param blocking runs the writing
    BodySink(BodyMeter meter, DataSize spoolAbove, Supplier<Path> newFile, Executor blocking) {
        this.meter = meter;
        this.spoolAbove = spoolAbove;
        this.newFile = newFile;
        this.blocking = blocking;
    }

    @Override
    public SinkShape<ByteString> shape() {
        return shape;
    }

    @Override
    public Tuple2<GraphStageLogic, CompletionStage<Received>> createLogicAndMaterializedValue(Attributes attributes) {
        var body = new CompletableFuture<Received>();
        return Tuple2.apply(new Logic(body), body);
    }

    private final class Logic extends GraphStageLogic {
        private final CompletableFuture<Received> body;
        private final ByteStringBuilder memory = ByteString.createBuilder();
        private final AsyncCallback<Written> onWritten = createAsyncCallback(this::onWritten);
        private @Nullable Spool spool;
        private boolean writing;
        private @Nullable Throwable cause;

        /// One piece of work on the file has ended.
        private record Written(@Nullable IOException failure) {}

        Logic(CompletableFuture<Received> body) {
            super(shape);
            this.body = body;
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    onPiece(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    if (!writing) {
                        finish();
                    }
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(failure);
                }
            });
        }

        @Override
        public void preStart() {
            setKeepGoing(true); // the last piece is still being written when the body has ended
            pull(in);
        }

        private void onPiece(ByteString piece) {
            try {
                meter.add(piece.size());
            } catch (FetchFault fault) {
                fail(fault);
                return;
            }
            memory.append(piece);
            if (spool == null && memory.length() <= spoolAbove.bytes()) {
                pull(in);
            } else {
                write();
            }
        }

        /// Writes what has come, away from the stream; nothing more is asked for until it is written.
        private void write() {
            if (spool == null) {
                spool = new Spool(newFile.get());
            }
            var file = spool;
            var bytes = memory.result();
            memory.clear();
            writing = true;
            meter.held(true);
            blocking.execute(() -> onWritten.invoke(written(file, bytes.toArrayUnsafe())));
        }

        private static Written written(Spool file, byte[] bytes) {
            try {
                file.write(bytes, bytes.length);
                return new Written(null);
            } catch (IOException e) {
                return new Written(e);
            }
        }

        private void onWritten(Written written) {
            writing = false;
            meter.held(false);
            if (written.failure() != null) {
                fail(new FetchFault(
                        Kind.STORAGE, "cannot spool the body: " + StorageTrouble.reason(written.failure())));
            } else if (isClosed(in)) {
                finish();
            } else {
                pull(in);
            }
        }

        private void fail(Throwable failure) {
            cause = failure;
            failStage(failure);
        }

        private void finish() {
            try {
                body.complete(spool == null ? Received.inMemory(memory.result().toArrayUnsafe()) : spool.keep());
                completeStage();
            } catch (IOException e) {
                onWritten(new Written(e));
            }
        }

        @Override
        public void postStop() {
            if (body.isDone()) {
                return;
            }
            var failure = cause == null ? new IOException("the body broke off") : cause;
            if (spool == null) {
                body.completeExceptionally(failure);
            } else {
                var file = spool;
                blocking.execute(() -> {
                    file.delete();
                    body.completeExceptionally(failure);
                });
            }
        }
    }
}
