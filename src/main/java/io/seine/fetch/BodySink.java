package io.seine.fetch;

import io.seine.model.Body;
import io.seine.model.DataSize;
import io.seine.model.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
final class BodySink extends GraphStageWithMaterializedValue<SinkShape<ByteString>, CompletionStage<Body>> {
    private final Inlet<ByteString> in = Inlet.create("body.in");
    private final SinkShape<ByteString> shape = SinkShape.of(in);
    private final DataSize spoolAbove;
    private final Supplier<Path> newFile;
    private final Executor blocking;

    /// @param newFile names a new temporary file
    /// @param blocking runs the writing
    BodySink(DataSize spoolAbove, Supplier<Path> newFile, Executor blocking) {
        this.spoolAbove = spoolAbove;
        this.newFile = newFile;
        this.blocking = blocking;
    }

    @Override
    public SinkShape<ByteString> shape() {
        return shape;
    }

    @Override
    public Tuple2<GraphStageLogic, CompletionStage<Body>> createLogicAndMaterializedValue(Attributes attributes) {
        var body = new CompletableFuture<Body>();
        return Tuple2.apply(new Logic(body), body);
    }

    private final class Logic extends GraphStageLogic {
        private final CompletableFuture<Body> body;
        private final ByteStringBuilder memory = ByteString.createBuilder();
        private final AsyncCallback<Written> onWritten = createAsyncCallback(this::onWritten);
        private @Nullable Spool spool;
        private boolean writing;
        private Throwable cause = new IOException("the body broke off");

        /// One piece of work on the file has ended.
        private record Written(@Nullable IOException failure) {}

        Logic(CompletableFuture<Body> body) {
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
            blocking.execute(() -> onWritten.invoke(new Written(file.write(bytes))));
        }

        private void onWritten(Written written) {
            writing = false;
            if (written.failure() != null) {
                fail(new FetchFault(
                        Kind.STORAGE,
                        "cannot spool the body: " + written.failure().getMessage()));
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
            body.complete(spool == null ? Body.of(memory.result().toArrayUnsafe()) : spool.keep());
            completeStage();
        }

        @Override
        public void postStop() {
            if (spool != null && !body.isDone()) {
                var file = spool;
                blocking.execute(() -> {
                    file.delete();
                    body.completeExceptionally(cause);
                });
            } else {
                body.completeExceptionally(cause);
            }
        }
    }

    /// A temporary file that is being written. Confined to one task at a time.
    private static final class Spool {
        private final Path file;
        private @Nullable FileChannel channel;
        private long size;
        private boolean deleted;

        Spool(Path file) {
            this.file = file;
        }

        synchronized @Nullable IOException write(ByteString bytes) {
            if (deleted) {
                return null;
            }
            try {
                if (channel == null) {
                    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                }
                for (var buffer : bytes.getByteBuffers()) {
                    while (buffer.hasRemaining()) {
                        size += channel.write(buffer);
                    }
                }
                return null;
            } catch (IOException e) {
                return e;
            }
        }

        synchronized Body keep() {
            close();
            return new Body.Spooled(file, size);
        }

        synchronized void delete() {
            deleted = true;
            close();
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The job's clean-up removes what is left in its temporary folder.
            }
        }

        private void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
