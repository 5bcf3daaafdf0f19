package io.seine.fetch;

import io.seine.model.Verdict;
import java.util.Objects;

/// What an answer tells of the host that gave it, or did not.
public final class Verdicts {
    private Verdicts() {}

    /// The verdict on the host.
    public static Verdict of(Answer answer) {
        return switch (answer) {
            case Answer.Whole _, Answer.Moved _, Answer.Postponed _ -> new Verdict.Success();
            case Answer.Forbidden(var _, boolean rulesAsked) ->
                rulesAsked ? new Verdict.Success() : new Verdict.Unused();
            case Answer.Failed failed -> of(failed);
        };
    }

    private static Verdict of(Answer.Failed failed) {
        return switch (failed.kind()) {
            case CONNECT, TIMEOUT_CONNECT, TIMEOUT_FIRST_BYTE -> unreachable(failed);
            case HTTP_STATUS -> ofStatus(failed);
            case NOT_FOUND, DISALLOWED, TOO_LARGE, REDIRECT_BLOCKED -> new Verdict.Success();
            default -> new Verdict.Ignored();
        };
    }

    private static Verdict ofStatus(Answer.Failed failed) {
        int status =
                Objects.requireNonNull(failed.head(), "a status has a head").status();
        if (overloaded(status)) {
            return new Verdict.Overloaded(failed.retryAfter(), status == 429);
        } else if (status == 502 || status == 504 || (status >= 520 && status <= 529)) {
            return unreachable(failed);
        }
        return status < 500 ? new Verdict.Success() : new Verdict.Ignored();
    }

    /// Whether a host asks with `status` to be left alone.
    static boolean overloaded(int status) {
        return status == 429 || status == 503;
    }

    private static Verdict unreachable(Answer.Failed failed) {
        return new Verdict.Unreachable(failed.kind().word() + ", " + failed.message());
    }
}
