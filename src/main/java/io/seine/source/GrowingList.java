package io.seine.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.connectors.file.javadsl.FileTailSource;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.StreamConverters;
import org.apache.pekko.util.ByteString;

/// The bytes of a list to which others append, each as soon as it is there, until the list is told to have ended.
final class GrowingList {
    private static final int PIECE = 1 << 16;
    private static final Duration POLL = Duration.ofMillis(200);

    /// Reading waits for as long as nothing is appended.
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Path path;
    private final EndOfList end;
    private long passed;

    GrowingList(Path path, EndOfList end) {
        this.path = path;
        this.end = end;
    }

    /// Begins to follow the list. Reading blocks until there is more, or the list has ended.
    InputStream open(Materializer materializer) {
        var looks = Source.tick(POLL, POLL, ByteString.emptyByteString());
        return FileTailSource.create(path, PIECE, 0, POLL)
                .merge(looks)
                .takeWhile(this::goesOn, true)
                .runWith(StreamConverters.asInputStream(FOR_EVER), materializer);
    }

    private boolean goesOn(ByteString piece) {
        passed += piece.size();
        try {
            return !end.isTold(path) || passed < Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be followed", e);
        }
    }
}
