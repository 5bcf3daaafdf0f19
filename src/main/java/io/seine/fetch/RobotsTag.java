package io.seine.fetch;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The `X-Robots-Tag` header: directives for all agents, or after a name and a colon for one.
final class RobotsTag {
    private static final Set<String> FORBIDDING = Set.of("noai", "noimageai", "noindex", "noimageindex", "noml");
    /// Directives that have a value behind a colon; any other word before a colon is an agent.
    private static final Set<String> VALUED =
            Set.of("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview");
    private static final String TOKEN = "seine";

    private RobotsTag() {}

    /// The directive in the header's `value` that forbids Seine to use the response, if there is one.
    static Optional<String> forbidding(String value) {
        boolean ours = true;
        for (var part : value.toLowerCase(Locale.ROOT).split(",", -1)) {
            var directive = part.strip();
            int colon = directive.indexOf(':');
            if (colon >= 0 && isAgent(directive.substring(0, colon))) {
                ours = directive.substring(0, colon).strip().equals(TOKEN);
                directive = directive.substring(colon + 1).strip();
            }
            if (ours && FORBIDDING.contains(directive)) {
                return Optional.of(directive);
            }
        }
        return Optional.empty();
    }

    /// A date, which has a comma and colons of its own, is none.
    private static boolean isAgent(String word) {
        return !VALUED.contains(word.strip()) && word.strip().indexOf(' ') < 0;
    }
}
