package io.seine.config;

import io.seine.model.Kind;
import io.seine.model.Status;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Which rows that earlier runs have recorded are taken up again, beside those that were `cancelled`.
///
/// @param kinds how they had ended
public record RetrySettings(Set<Kind> kinds) {
    /// None: what is recorded is done.
    public static final RetrySettings NONE = new RetrySettings(Set.of());

    /// What can be named: a cancelled row is taken up anyway.
    private static final List<Kind> KINDS =
            Arrays.stream(Kind.values()).filter(kind -> kind != Kind.CANCELLED).toList();

    private static final String FAILED = "failed";

    public RetrySettings {
        kinds = Set.copyOf(kinds);
    }

    /// Reads `none`, `failed` or `failed:KIND,…`.
    ///
    /// @throws IllegalArgumentException if it is something else, naming the kinds that there are
    static RetrySettings parse(String text) {
        var word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("none")) {
            return NONE;
        } else if (word.equals(FAILED)) {
            return new RetrySettings(KINDS.stream()
                    .filter(kind -> kind.status() == Status.FAILED)
                    .collect(Collectors.toSet()));
        } else if (word.startsWith(FAILED + ":")) {
            return named(word.substring(FAILED.length() + 1));
        }
        throw new IllegalArgumentException("expected none, failed or failed:KIND,…, got \"" + text + "\"");
    }

    private static RetrySettings named(String words) {
        var kinds = EnumSet.noneOf(Kind.class);
        for (var word : words.split(",", -1)) {
            kinds.add(KINDS.stream()
                    .filter(kind -> kind.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> unknown(word.strip())));
        }
        return new RetrySettings(kinds);
    }

    private static IllegalArgumentException unknown(String word) {
        return new IllegalArgumentException("there is no kind \"" + word + "\"; there are "
                + KINDS.stream().map(Kind::word).collect(Collectors.joining(", ")));
    }

    /// Whether a row that has ended so is taken up again.
    public boolean takesUp(Kind kind) {
        return kinds.contains(kind);
    }
}
