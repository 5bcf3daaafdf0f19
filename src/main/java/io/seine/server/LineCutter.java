package io.seine.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// Cuts a UTF-8 text into its lines, which end in LF. Of a line that is too long nothing is kept but that there is one.
final class LineCutter {
    private static final ByteString BYTE_ORDER_MARK = ByteString.fromString("\ufeff");
    private static final byte LINE_FEED = '\n';

    private final int longest;
    private ByteString begun = ByteString.emptyByteString();
    private boolean tooLong;
    private boolean first = true;

    private LineCutter(int longest) {
        this.longest = longest;
    }

    /// @param bytes the line without its end; nothing of one that is too long
    record Line(ByteString bytes, boolean tooLong) {}

    /// @param longest most bytes of a line
    static Flow<ByteString, Line, NotUsed> of(int longest) {
        return Flow.<ByteString>create()
                .map(Optional::of)
                .concatLazy(Source.single(Optional.empty()))
                .statefulMapConcat(() -> {
                    var cutter = new LineCutter(longest);
                    return piece -> piece.map(cutter::lines).orElseGet(cutter::last);
                });
    }

    private List<Line> lines(ByteString piece) {
        var lines = new ArrayList<Line>();
        var left = piece;
        for (int end = left.indexOf(LINE_FEED); end >= 0; end = left.indexOf(LINE_FEED)) {
            add(left.take(end));
            lines.add(line());
            left = left.drop(end + 1);
        }
        add(left);
        return lines;
    }

    private List<Line> last() {
        return tooLong || begun.nonEmpty() ? List.of(line()) : List.of();
    }

    private void add(ByteString piece) {
        tooLong |= begun.size() + piece.size() > longest;
        begun = tooLong ? ByteString.emptyByteString() : begun.concat(piece);
    }

    private Line line() {
        boolean marked = first && begun.take(BYTE_ORDER_MARK.size()).equals(BYTE_ORDER_MARK);
        var line = new Line(marked ? begun.drop(BYTE_ORDER_MARK.size()) : begun, tooLong);
        first = false;
        begun = ByteString.emptyByteString();
        tooLong = false;
        return line;
    }
}
