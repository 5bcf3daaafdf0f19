package io.seine.server;

import io.seine.record.PaxRecord;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.japi.function.Creator;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.connectors.file.TarArchiveMetadata;
import org.apache.pekko.stream.connectors.file.javadsl.Archive;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// Files as one tar (POSIX.1-2001, pax), which is read from them as fast as it is taken, a few pieces ahead.
///
/// It is written by Pekko Connectors File. What the headers of that have no room for is told by a pax header
/// before them: names that are not ASCII (it adds them up to wrong checksums) or long, and sizes from 8 GiB on.
/// Nor does it end a tar.
final class Tar {
    /// Files up to this size are read at once, as many together as make a piece.
    private static final int PIECE = 1 << 16;

    private static final int BLOCK = 512;
    private static final int LONGEST_PREFIX = 154;
    private static final int LONGEST_NAME = 99;

    /// What eleven octal digits hold: sizes in bytes, and seconds since 1970.
    private static final long MOST = (1L << 33) - 1;

    private static final byte PAX_HEADER = 'x';
    private static final ByteString END = zeros(2 * BLOCK);

    /// The files of a tar, one after the other. Looking at them may block; it is not thread-safe.
    interface Files extends Closeable {
        /// The next file, or null behind the last.
        @Nullable
        TarFile next() throws IOException;
    }

    private Tar() {}

    /// The tar of files that are looked for when it is read.
    static Source<ByteString, NotUsed> of(Creator<Files> files) {
        return Source.unfoldResource(files, Tar::piece, Files::close)
                .via(Flow.<Source<ByteString, NotUsed>>create()
                        .flatMapConcat(piece -> piece)
                        .addAttributes(Attributes.inputBuffer(4, 4)))
                .concat(Source.single(END))
                .groupedWeighted(PIECE, bytes -> (long) bytes.size())
                .map(Tar::joined);
    }

    private static ByteString joined(List<ByteString> all) {
        var joined = ByteString.emptyByteString();
        for (var each : all) {
            joined = joined.concat(each);
        }
        return joined;
    }

    private static ByteString zeros(int count) {
        return ByteString.fromArrayUnsafe(new byte[count]);
    }

    /// A part of the tar: some small files, and perhaps a large one behind them; nothing behind the last.
    private static Optional<Source<ByteString, NotUsed>> piece(Files files) throws IOException {
        var entries = new Entries();
        long bytes = 0;
        var rest = Source.<ByteString>empty();
        while (bytes < PIECE) {
            var file = files.next();
            if (file == null) {
                break;
            }
            rest = entries.add(file);
            bytes += BLOCK + file.size();
        }
        return entries.list.isEmpty()
                ? Optional.empty()
                : Optional.of(Source.from(entries.list).via(Archive.tar()).concat(rest));
    }

    /// What the connector is to write.
    private static final class Entries {
        private final List<Pair<TarArchiveMetadata, Source<ByteString, NotUsed>>> list = new ArrayList<>();

        /// Adds a file, and returns what of it has to follow by other means: the content that is too large.
        Source<ByteString, NotUsed> add(TarFile file) throws IOException {
            var name = Name.of(file.name());
            boolean huge = file.size() > MOST;
            var modified = Instant.ofEpochSecond(Math.clamp(file.modified().getEpochSecond(), 0, MOST));
            var pax = pax(file, !name.whole(), huge);
            if (pax.nonEmpty()) {
                var header = TarArchiveMetadata.create("", "PaxHeader", pax.size(), modified, PAX_HEADER);
                list.add(Pair.create(header, Source.single(pax)));
            }
            var header = TarArchiveMetadata.create(name.prefix(), name.last(), huge ? 0 : file.size(), modified);
            list.add(Pair.create(header, huge ? Source.empty() : content(file)));
            return huge ? file.bytes().concat(Source.single(padding(file.size()))) : Source.empty();
        }

        private static ByteString pax(TarFile file, boolean path, boolean size) {
            var none = ByteString.emptyByteString();
            return (path ? ByteString.fromArrayUnsafe(PaxRecord.of("path", file.name())) : none)
                    .concat(size ? ByteString.fromArrayUnsafe(PaxRecord.of("size", "" + file.size())) : none);
        }

        private static Source<ByteString, NotUsed> content(TarFile file) throws IOException {
            return file.size() <= PIECE ? Source.single(file.read()) : file.bytes();
        }

        private static ByteString padding(long size) {
            return zeros((int) -size & (BLOCK - 1));
        }
    }

    /// A name as it stands in a header.
    ///
    /// @param prefix the folders
    /// @param last the part behind them
    /// @param whole whether that is all of it; else it is what a reader shows that does not know pax
    private record Name(String prefix, String last, boolean whole) {
        static Name of(String name) {
            int slash = name.lastIndexOf('/');
            var prefix = name.substring(0, Math.max(0, slash));
            var last = name.substring(slash + 1);
            boolean whole = name.chars().allMatch(c -> c < 0x80)
                    && prefix.length() <= LONGEST_PREFIX
                    && last.length() <= LONGEST_NAME;
            return whole ? new Name(prefix, last, true) : new Name("", shown(last), false);
        }

        private static String shown(String name) {
            var plain = name.replaceAll("[^ -~]", "_");
            return plain.substring(Math.max(0, plain.length() - LONGEST_NAME));
        }
    }
}
