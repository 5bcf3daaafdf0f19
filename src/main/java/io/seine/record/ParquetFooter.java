package io.seine.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/// The end of a Parquet file: what describes it, the length of that, and four letters.
///
/// parquet-java lists a column's encodings in an order that is another in every process. Sorted, the same rows make the
/// same bytes.
final class ParquetFooter {
    /// Bytes of the length and the letters.
    private static final int TAIL = 8;

    private ParquetFooter() {}

    /// Writes the end of a file anew, with all encodings in the order of their numbers.
    static void sort(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var tail = ByteBuffer.wrap(new byte[TAIL]).order(ByteOrder.LITTLE_ENDIAN);
            fill(tail, channel, channel.size() - TAIL);
            int length = tail.getInt(0);
            long start = channel.size() - TAIL - length;
            var described = ByteBuffer.wrap(new byte[length]);
            fill(described, channel, start);
            var metadata = Util.readFileMetaData(new ByteArrayInputStream(described.array()));
            var footer = new ByteArrayOutputStream();
            Util.writeFileMetaData(sorted(metadata), footer);
            tail.putInt(0, footer.size());
            footer.write(tail.array());
            channel.truncate(start);
            write(channel, start, ByteBuffer.wrap(footer.toByteArray()));
        }
    }

    private static FileMetaData sorted(FileMetaData metadata) {
        for (var group : Objects.requireNonNull(metadata.getRow_groups())) {
            for (var column : Objects.requireNonNull(group.getColumns())) {
                var its = Objects.requireNonNull(column.getMeta_data());
                its.setEncodings(Objects.requireNonNull(its.getEncodings()).stream()
                        .sorted()
                        .toList());
            }
        }
        return metadata;
    }

    private static void fill(ByteBuffer buffer, FileChannel channel, long position) throws IOException {
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = channel.read(buffer, position + buffer.position());
        }
    }

    private static void write(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes, position + bytes.position());
        }
    }
}
