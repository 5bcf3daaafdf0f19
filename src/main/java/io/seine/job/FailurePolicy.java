package io.seine.job;

import io.seine.config.FailureSettings;
import io.seine.model.Failure;
import io.seine.model.Outcome;
import io.seine.model.Status;
import java.util.Locale;
import java.util.Optional;

/// Decides after every outcome whether failures have ended the job.
final class FailurePolicy {
    private final FailureSettings settings;

    FailurePolicy(FailureSettings settings) {
        this.settings = settings;
    }

    /// Why the job has to stop, if it has.
    ///
    /// @param last the outcome that was just counted
    /// @param items items that have ended, the last one included
    /// @param failed how many of them failed
    Optional<String> broken(Outcome last, long items, long failed) {
        if (last.status() != Status.FAILED) {
            return Optional.empty();
        }
        return switch (settings.policy()) {
            case CONTINUE -> Optional.empty();
            case STOP_AT_FIRST -> Optional.of("stopped at the first failure: " + described(last));
            case STOP_ABOVE ->
                items >= settings.after() && failed > settings.ratio() * items
                        ? Optional.of(String.format(
                                Locale.ROOT,
                                "stopped: %d of %d items failed, more than %s of them; the last: %s",
                                failed,
                                items,
                                settings.ratio(),
                                described(last)))
                        : Optional.empty();
        };
    }

    private static String described(Outcome outcome) {
        Failure failure = outcome.failure();
        return "item " + outcome.item().index() + " " + outcome.item().url() + ": "
                + (failure == null ? "" : failure.kind().word() + ": " + failure.message());
    }
}
