package io.seine.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one transfer told of its host. The schedule learns from nothing else.
public sealed interface Verdict {

    /// The host answered as hosts do, be it that there is no such page.
    record Success() implements Verdict {}

    /// Nothing that tells of the host: a cancelled transfer, a broken body, a bug.
    record Ignored() implements Verdict {}

    /// The host was not asked at all.
    record Unused() implements Verdict {}

    /// The host asks to be left alone.
    ///
    /// @param retryAfter for how long, or null where it does not say
    /// @param tooMany whether it speaks of too many requests (429), or only says that it cannot now (503)
    record Overloaded(@Nullable Duration retryAfter, boolean tooMany) implements Verdict {}

    /// No answer came, or only one that says that the host itself gives none.
    ///
    /// @param trouble the particulars, for the messages of those that will not be asked for
    record Unreachable(String trouble) implements Verdict {
        public Unreachable {
            Objects.requireNonNull(trouble, "trouble");
        }
    }
}
