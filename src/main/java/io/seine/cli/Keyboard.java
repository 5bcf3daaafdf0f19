package io.seine.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Single keys from the terminal, without Enter.
///
/// While it is open the terminal neither waits for whole lines nor shows what is typed; it becomes again what it was
/// when this is closed or the process ends. While the process is in the background the terminal is somebody
/// else's, and is left alone.
final class Keyboard implements AutoCloseable {
    /// What [#key] gives where none was pressed.
    static final int NONE = -1;

    private static final File TERMINAL = new File("/dev/tty");
    /// Linux tells here which process group is in the foreground.
    private static final Path STAT = Path.of("/proc/self/stat");

    private final String usual;
    private final FileInputStream in;
    private final Thread onExit = new Thread(this::restore);
    private boolean set;
    private boolean closed;

    private Keyboard(String usual, FileInputStream in) {
        this.usual = usual;
        this.in = in;
    }

    /// Opens it; empty where there is no terminal.
    static Optional<Keyboard> open() {
        Signals.ignore("TTIN"); // or the process would be stopped for reading a key while it goes to the background
        Signals.ignore("TTOU");
        try {
            var keyboard = new Keyboard(stty("-g"), new FileInputStream(TERMINAL));
            Signals.onContinue(keyboard::forget);
            Runtime.getRuntime().addShutdownHook(keyboard.onExit);
            return Optional.of(keyboard);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Has the program `stty` do something about the terminal, and returns what it prints.
    private static String stty(String... arguments) throws IOException {
        var process = new ProcessBuilder(Stream.concat(Stream.of("stty"), Arrays.stream(arguments))
                        .toList())
                .redirectInput(TERMINAL)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("stty has failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return printed;
    }

    /// The next key that was pressed, or [#NONE]; does not wait for one.
    synchronized int key() {
        if (closed || !inForeground()) {
            set = false;
            return NONE;
        }
        try {
            if (!set) {
                stty("-icanon", "-echo", "min", "0", "time", "0");
                set = true;
            }
            return in.available() > 0 ? in.read() : NONE; // somebody may have set it to wait for whole lines again
        } catch (IOException e) {
            set = false; // the terminal has just been given to somebody else
            return NONE;
        }
    }

    /// The process was stopped, and whoever had the terminal meanwhile has set it as they like.
    private synchronized void forget() {
        set = false;
    }

    private static boolean inForeground() {
        try {
            var stat = Files.readString(STAT, StandardCharsets.ISO_8859_1);
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[2].equals(fields[5]); // pgrp and tpgid in proc(5)
        } catch (IOException e) {
            return true; // another system; there, reading fails in the background
        }
    }

    private synchronized void restore() {
        closed = true;
        if (set && inForeground()) {
            try {
                stty(usual);
            } catch (IOException e) {
                // Then the terminal has gone.
            }
        }
        set = false;
    }

    /// Makes the terminal what it was. May be called on any thread, and more than once.
    @Override
    public void close() {
        restore();
        try {
            in.close();
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IOException | IllegalStateException e) {
            // The process is ending.
        }
    }
}
