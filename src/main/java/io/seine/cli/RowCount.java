package io.seine.cli;

import io.seine.config.SourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// About how many rows an input has, for the bar and the time left: lines, counted beside the run.
final class RowCount {
    private RowCount() {}

    /// Begins to count. The result is empty where only reading tells, as with standard input.
    static CompletableFuture<OptionalLong> begin(SourceSettings source) {
        var path = source.path();
        if (path == null) {
            return CompletableFuture.completedFuture(
                    OptionalLong.of(limited(source, source.urls().size())));
        } else if (!Files.isRegularFile(path)) {
            return CompletableFuture.completedFuture(OptionalLong.empty());
        }
        return CompletableFuture.supplyAsync(
                () -> OptionalLong.of(limited(source, source.urls().size() + rows(source, path))),
                Thread::startVirtualThread);
    }

    /// The count, once it is there.
    static OptionalLong known(CompletableFuture<OptionalLong> count) {
        return count.getNow(OptionalLong.empty());
    }

    private static long limited(SourceSettings source, long rows) {
        long left = Math.max(0, rows - source.skip());
        return source.limit() == null ? left : Math.min(left, source.limit());
    }

    private static long rows(SourceSettings source, Path path) {
        boolean header = source.format() == SourceSettings.Format.CSV
                || (source.format() == SourceSettings.Format.AUTO
                        && path.toString().endsWith(".csv"));
        return lines(path) - (header ? 1 : 0);
    }

    private static long lines(Path path) {
        long lines = 0;
        int last = '\n';
        var buffer = new byte[1 << 16];
        try (var in = Files.newInputStream(path)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                last = buffer[read - 1];
            }
        } catch (IOException e) {
            return lines; // the job itself tells
        }
        return last == '\n' ? lines : lines + 1;
    }
}
