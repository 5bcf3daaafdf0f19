package io.seine.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Where the program prints.
///
/// @param out takes reports
/// @param err takes progress and complaints
record Terminal(PrintStream out, PrintStream err) {
    private static final int USUAL_WIDTH = 80;

    /// Whether a person is looking on.
    @SuppressWarnings("SystemConsoleNull") // it is null in JDK 25 where input or output is no terminal
    boolean interactive() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// Columns that a line may have on the terminal. Asks a program, which takes some milliseconds.
    int width() {
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            stty.waitFor(1, TimeUnit.SECONDS);
            int width = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            return (width > 0 ? width : USUAL_WIDTH) - 1; // in the last one some terminals begin a new line
        } catch (IOException | NumberFormatException e) {
            return USUAL_WIDTH; // no such thing as a terminal's size here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_WIDTH;
        }
    }

    /// Tells what is wrong, in one line.
    void complain(String line) {
        err.println("seine: " + line);
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
