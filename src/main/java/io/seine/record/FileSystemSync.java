package io.seine.record;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Locale;

/// Linux's `syncfs` (syncfs(2)): everything that was written to the file system of a folder is on the disk when it
/// returns. One call costs a small part of what forcing each file does.
final class FileSystemSync {
    private FileSystemSync() {}

    /// Whether there is such a call, and native code may be used.
    static boolean possible(Path directory) {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")
                && directory.getFileSystem().equals(FileSystems.getDefault())
                && FileSystemSync.class.getModule().isNativeAccessEnabled();
    }

    static void sync(Path directory) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(C.STATE);
            var name = arena.allocateFrom(directory.toAbsolutePath().toString(), C.NAMES);
            int file = (int) C.OPEN.invokeExact(state, name, C.READ_ONLY_CLOSED_IN_CHILDREN);
            check(file, "open", state);
            try {
                check((int) C.SYNC.invokeExact(state, file), "syncfs", state);
            } finally {
                check((int) C.CLOSE.invokeExact(state, file), "close", state);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // the calls themselves throw nothing
        }
    }

    private static void check(int result, String call, MemorySegment state) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with the error " + (int) C.ERROR.get(state, 0L));
        }
    }

    /// The functions of the C library; looked up when they are first needed.
    private static final class C {
        static final int READ_ONLY_CLOSED_IN_CHILDREN = 0x80000;
        static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));
        static final StructLayout STATE = Linker.Option.captureStateLayout();
        static final VarHandle ERROR = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        static final MethodHandle OPEN =
                function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
        static final MethodHandle SYNC = function("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        @SuppressWarnings("restricted")
        private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... more) {
            var linker = Linker.nativeLinker();
            var options = new Linker.Option[more.length + 1];
            System.arraycopy(more, 0, options, 1, more.length);
            options[0] = Linker.Option.captureCallState("errno");
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
        }
    }
}
