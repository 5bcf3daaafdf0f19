package io.seine.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tells one running of the machine from the next.
final class Boot {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String CURRENT = find();

    private Boot() {}

    /// Where nothing tells, it is always the same: a killed process then loses nothing, and a power cut is not noticed.
    static String current() {
        return CURRENT;
    }

    private static String find() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException e) {
            return ProcessHandle.of(1) // elsewhere it is as old as the system
                    .flatMap(first -> first.info().startInstant())
                    .map(Object::toString)
                    .orElse("unknown");
        }
    }
}
