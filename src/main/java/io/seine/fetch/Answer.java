package io.seine.fetch;

import io.seine.model.Body;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How one exchange ended. Trouble is an answer like any other; only bugs throw.
public sealed interface Answer {

    /// What the head of a response told.
    ///
    /// @param status the status code
    /// @param mime the media type without parameters, which is `application/octet-stream` for a body that none was
    ///     declared for (RFC 9110, section 8.3); null where there is no body
    record Head(int status, @Nullable String mime) {}

    /// The body arrived whole.
    ///
    /// @param sha256 hex digest of its bytes
    record Whole(Head head, Body body, String sha256) implements Answer {}

    /// The origin points elsewhere.
    record Moved(Head head, WebUrl target) implements Answer {}

    /// The origin does not want it to be asked for, so it was not.
    ///
    /// @param rulesAsked whether it has just been asked for its rules
    record Forbidden(String message, boolean rulesAsked) implements Answer {}

    /// The origin wants time between two requests, and has had one just now: it is to be asked for again.
    record Postponed() implements Answer {}

    /// Nothing usable came.
    ///
    /// @param head the head of the response, or null where none came
    /// @param kind what went wrong
    /// @param message the particulars
    /// @param bytes bytes of body received
    /// @param retryAfter how long the origin asks to be left alone, or null
    record Failed(
            @Nullable Head head,
            Kind kind,
            String message,
            long bytes,
            @Nullable Duration retryAfter) implements Answer {}
}
