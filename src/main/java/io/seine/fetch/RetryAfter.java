package io.seine.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
final class RetryAfter {
    private static final Duration MOST = Duration.ofHours(24);

    private RetryAfter() {}

    /// The wait that the header asks for, at most 24 hours; empty where it is neither form.
    static Optional<Duration> parse(String value, Instant now) {
        var text = value.strip();
        try {
            var wait = text.chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(clamped(wait));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration clamped(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
