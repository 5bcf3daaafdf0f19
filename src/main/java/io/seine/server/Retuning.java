package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.config.FetchSettings;
import io.seine.config.ScheduleSettings.PerHost;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a job is to be changed to while it runs; null is as it was.
///
/// @param parallelism items in flight at once, in all
/// @param perHost the same with one host
/// @param interval the shortest time from one start to the next with one host
record Retuning(
        @Nullable Integer parallelism,
        @Nullable Integer perHost,
        @Nullable Duration interval) {

    /// @throws Problem.Stop naming the field of `body` that cannot be used
    static Retuning of(ObjectNode body) {
        Faults.refuseUnknown(body, Set.of("parallelism", "per_host", "rate"));
        return new Retuning(places(body, "parallelism"), places(body, "per_host"), interval(body.get("rate")));
    }

    /// Whether it changes how many items are in flight.
    boolean ofPlaces() {
        return parallelism != null || perHost != null;
    }

    private static @Nullable Integer places(ObjectNode body, String name) {
        var value = body.get(name);
        if (value == null) {
            return null;
        } else if (value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= 1
                && value.intValue() <= FetchSettings.MOST_PARALLEL) {
            return value.intValue();
        }
        throw Faults.field("/" + name, "expected a whole number from 1 to " + FetchSettings.MOST_PARALLEL)
                .stop();
    }

    private static @Nullable Duration interval(@Nullable JsonNode rate) {
        if (rate == null) {
            return null;
        }
        try {
            return PerHost.interval(rate.asText());
        } catch (IllegalArgumentException e) {
            throw Faults.field("/rate", String.valueOf(e.getMessage())).stop();
        }
    }
}
