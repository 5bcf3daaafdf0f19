package io.seine.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.regex.Pattern;
import org.assertj.core.api.Assumptions;

/// The memory that native code of this process has in use, as glibc tells it (`malloc_info`, malloc_info(3)).
@SuppressWarnings("restricted") // the C library is what it asks
final class NativeHeap {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final String TOTALS = "(?s).*</heap>\\s*<total type=\"fast\" count=\"\\d+\" size=\"(\\d+)\"/>\\s*"
            + "<total type=\"rest\" count=\"\\d+\" size=\"(\\d+)\"/>\\s*"
            + "<total type=\"mmap\" count=\"\\d+\" size=\"(\\d+)\"/>\\s*"
            + "<system type=\"current\" size=\"(\\d+)\"/>.*";
    private static final Pattern FORM = Pattern.compile(TOTALS);
    private static final long LONGEST = 1 << 20;

    private NativeHeap() {}

    /// Bytes that are allocated and not freed. Skips the test where the C library is another one.
    static long used() {
        Assumptions.assumeThat(LINKER.defaultLookup().find("malloc_info"))
                .as("glibc")
                .isPresent();
        var totals = FORM.matcher(report());
        if (!totals.matches()) {
            throw new IllegalStateException("malloc_info has another form");
        }
        long free = Long.parseLong(totals.group(1)) + Long.parseLong(totals.group(2));
        return Long.parseLong(totals.group(4)) - free + Long.parseLong(totals.group(3));
    }

    private static String report() {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocate(ValueLayout.ADDRESS);
            var size = arena.allocate(ValueLayout.JAVA_LONG);
            var stream = (MemorySegment) handle("open_memstream", ValueLayout.ADDRESS, ValueLayout.ADDRESS)
                    .invoke(text, size);
            var _ = (int) LINKER.downcallHandle(
                            LINKER.defaultLookup().findOrThrow("malloc_info"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invoke(0, stream);
            var _ = (int) LINKER.downcallHandle(
                            LINKER.defaultLookup().findOrThrow("fclose"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invoke(stream);
            var written = text.get(ValueLayout.ADDRESS, 0);
            var report = written.reinterpret(LONGEST).getString(0);
            LINKER.downcallHandle(
                            LINKER.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                    .invoke(written);
            return report;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(String name, ValueLayout first, ValueLayout second) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.ADDRESS, first, second));
    }
}
