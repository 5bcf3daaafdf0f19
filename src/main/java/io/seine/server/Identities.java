package io.seine.server;

import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/// Names for jobs: when they were submitted (UTC), and something to tell those of the same second by. They are also
/// names
/// of folders.
final class Identities {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final String DIGITS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int RANDOM_DIGITS = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Identities() {}

    /// `20260102-030405-k3x9q`, which is none of `taken`.
    static String fresh(Set<String> taken) {
        var id = new StringBuilder(SECOND.format(LocalDateTime.now(ZoneOffset.UTC))).append('-');
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return taken.contains(id.toString()) ? fresh(taken) : id.toString();
    }
}
