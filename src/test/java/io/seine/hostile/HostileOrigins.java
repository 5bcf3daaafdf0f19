package io.seine.hostile;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table.
public final class HostileOrigins {
    private HostileOrigins() {}

    /// Origins that are hostile in the same place, under the title that the README gives them.
    public record Group(String title, List<HostileOrigin> origins) {
        /// This part of the table, as the README shows it.
        public String markdown() {
            var rows = origins.stream().map(Group::row).collect(Collectors.joining());
            return "### " + title + "\n\n| an origin that … | ends as | when |\n| --- | --- | --- |\n" + rows;
        }

        private static String row(HostileOrigin origin) {
            return "| " + origin.does() + " | `" + origin.verdict() + "` | "
                    + origin.when().words() + " |\n";
        }
    }

    /// The table, group by group.
    public static List<Group> groups() {
        return List.of(
                new Group("Connections", HostileConnections.connections()),
                new Group("TLS", HostileConnections.tls()),
                new Group("Heads", HostileHeads.heads()),
                new Group("Statuses", HostileHeads.statuses()),
                new Group("Redirects", HostileRedirects.redirects()),
                new Group("Lengths and chunks", HostileBodies.framing()),
                new Group("Bodies", HostileBodies.bodies()),
                new Group("Contents", HostileContents.contents()));
    }

    static Stream<HostileOrigin> all() {
        return groups().stream().flatMap(group -> group.origins().stream());
    }
}
