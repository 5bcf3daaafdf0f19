package io.seine.fetch;

import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRulesParser;
import io.seine.model.Body;
import io.seine.model.WebUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What the `robots.txt` of one origin says to us (RFC 9309), or what its absence does.
sealed interface RobotsRules {

    /// How long it holds.
    Duration kept();

    /// There are rules, if only that everything is allowed.
    ///
    /// @param crawlDelay time that the origin wants between two requests, perhaps none
    record Known(SimpleRobotRules rules, Duration crawlDelay) implements RobotsRules {
        @Override
        public Duration kept() {
            return Duration.ofHours(6);
        }

        boolean allows(WebUrl url) {
            return rules.isAllowed(strict(url.toString()));
        }
    }

    /// The origin has trouble of its own with it: then nothing may be fetched (section 2.3.1.4).
    record Unreadable(String trouble) implements RobotsRules {
        @Override
        public Duration kept() {
            return Duration.ofHours(1);
        }
    }

    /// It could not be asked for, which may be different the next time.
    record Unreached(Answer.Failed failed) implements RobotsRules {
        @Override
        public Duration kept() {
            return Duration.ZERO;
        }
    }

    /// What browsers leave as it is in addresses and RFC 3986 does not know.
    Pattern UNKNOWN = Pattern.compile("[|\\[\\]{}^`\"<>\\\\]|%(?![0-9A-Fa-f]{2})");

    /// An address as the parser of rules wants it, which judges any other as the origin's root.
    private static String strict(String url) {
        int path = url.indexOf('/', url.indexOf("://") + 3);
        return path < 0
                ? url
                : url.substring(0, path)
                        + UNKNOWN.matcher(url.substring(path))
                                .replaceAll(unknown ->
                                        "%%%02X".formatted((int) unknown.group().charAt(0)));
    }

    /// How much of a file is read; the standard wants 500 KiB at least (section 2.5).
    int MOST_READ = 1 << 20;

    /// Rules for origins without the file (section 2.3.1.3).
    static RobotsRules everything() {
        return new Known(new SimpleRobotRules(SimpleRobotRules.RobotRulesMode.ALLOW_ALL), Duration.ZERO);
    }

    /// Reads the file, which is used up. Blocks.
    ///
    /// @param userAgent whose rules are looked for, by its first word
    static RobotsRules read(WebUrl url, Body body, String userAgent) {
        try {
            var parser = new SimpleRobotRulesParser();
            var rules = parser.parseContent(
                    url.toString(), body.head(MOST_READ), "text/plain", List.of(productToken(userAgent)));
            return new Known(rules, Duration.ofMillis(Math.max(0, rules.getCrawlDelay())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            body.discard();
        }
    }

    /// `seine` of `Seine/1.0 (+contact)` (section 2.2.1).
    static String productToken(String userAgent) {
        return userAgent.split("[/ ]", 2)[0].toLowerCase(Locale.ROOT);
    }
}
