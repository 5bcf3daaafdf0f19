package io.seine.decode;

import java.io.IOException;

/// Has ImageIO read a file.
///
/// Whatever it throws is the file's fault: its readers answer bad data with exceptions of every kind, and a few with an
/// endless recursion.
final class Attempt {
    /// How TwelveMonkeys begins to tell of what it knows but cannot read.
    private static final String UNSUPPORTED = "Unsupported TIFF ";

    private Attempt() {}

    interface Step<T> {
        T run() throws IOException, Refusal;
    }

    static <T> T at(Step<T> step) throws Refusal {
        try {
            return step.run();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            var words = words(e);
            throw words.startsWith(UNSUPPORTED) ? Refusal.unsupported(words) : Refusal.damaged(words);
        }
    }

    /// The innermost cause says what was wrong, those around it that something was.
    private static String words(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}
