package io.seine.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// The paths of a job's results in its output folder, one after the other: what its ledger names as saved, in
/// its order, then the files that were made of whole shards. Where those are tars there is nothing else. Whoever
/// uses a path has to look where it leads, and whether something is there.
///
/// Holds a piece of the ledger at a time. Not thread-safe.
public final class ResultPaths implements Closeable {
    private final InputStream in;
    private final Piece.Cutter ledger;
    private final boolean duplicates;
    private final Iterator<String> ofShards;

    private Iterator<String> ofLine = Collections.emptyIterator();
    private @Nullable Piece piece;
    private int begin;

    private ResultPaths(InputStream in, Piece.Cutter ledger, boolean duplicates, Iterator<String> ofShards) {
        this.in = in;
        this.ledger = ledger;
        this.duplicates = duplicates;
        this.ofShards = ofShards;
    }

    /// The results of the job that an output folder belongs to.
    ///
    /// @param end where the ledger is taken to end, in bytes
    /// @throws io.seine.model.OutputException if it cannot be read whose the folder is
    public static ResultPaths open(Path directory, long end) throws IOException {
        boolean tars = Identity.makesTars(directory);
        var ofShards = Sealing.sealedFiles(directory, tars);
        var in = tars || end == 0 ? InputStream.nullInputStream() : Files.newInputStream(Ledger.in(directory));
        return new ResultPaths(
                in, new Piece.Cutter(in, 0, end), !Identity.skipsDuplicates(directory), ofShards.iterator());
    }

    /// The next path, or null behind the last.
    public @Nullable String next() throws IOException {
        while (!ofLine.hasNext()) {
            if (piece == null || begin == piece.length()) {
                piece = ledger.next();
                begin = 0;
            }
            if (piece == null) {
                return ofShards.hasNext() ? ofShards.next() : null;
            }
            int end = piece.endOfLine(begin);
            ofLine = SavedPaths.paths(piece, begin, end, duplicates).iterator();
            begin = end + 1;
        }
        return ofLine.next();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
