package io.seine.hostile;

import io.seine.config.Settings;
import io.seine.model.Kind;
import io.seine.model.Stage;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.Loopback;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of the table: something that an origin does, and what becomes of the items that ask it.
///
/// @param does in the README's words
/// @param kind how its items end; null where they are saved
/// @param content of what is saved
/// @param items how many there are, one after the other, at the paths `/0`, `/1` …
/// @param own keys of `seine.job` with the values that it takes
public record HostileOrigin(
        String does, Site site, @Nullable Kind kind, When when, String content, int items, Map<String, Object> own) {
    static final String HELLO = "hello";

    public HostileOrigin {
        own = Map.copyOf(own);
    }

    /// An origin whose items end as `kind`.
    static HostileOrigin lost(String does, Kind kind, When when, Site site) {
        return new HostileOrigin(does, site, kind, when, "", 1, Map.of());
    }

    /// An origin whose items end as `kind`, whatever they ask it for.
    static HostileOrigin lost(String does, Kind kind, When when, Answer answer) {
        return lost(does, kind, when, Site.http(_ -> answer));
    }

    /// An origin whose items are saved, each with `hello` as its content.
    static HostileOrigin saved(String does, When when, Site site) {
        return new HostileOrigin(does, site, null, when, HELLO, 1, Map.of());
    }

    /// An origin whose items are saved, each with `hello` as its content, whatever they ask it for.
    static HostileOrigin saved(String does, When when, Answer answer) {
        return saved(does, when, Site.http(_ -> answer));
    }

    /// A script that gives `first` to the first item, and `next` to the others.
    static Handler first(Answer first, Answer next) {
        return request -> request.path().equals("/0") ? first : next;
    }

    /// This one, where what is saved is `content`.
    HostileOrigin leaving(String content) {
        return new HostileOrigin(does, site, kind, when, content, items, own);
    }

    /// This one, asked for two items over what would be the same connection, were it to be trusted.
    HostileOrigin askedTwice() {
        return new HostileOrigin(does, site, kind, when, content, 2, own);
    }

    /// This one, with a key of `seine.job` set.
    HostileOrigin with(String key, Object value) {
        var more = new HashMap<>(own);
        more.put(key, value);
        return new HostileOrigin(does, site, kind, when, content, items, more);
    }

    /// Where its items end unless they are saved.
    Stage stage() {
        return kind == Kind.UNSUPPORTED ? Stage.DECODE : Stage.FETCH;
    }

    /// How its items end, in a word.
    public String verdict() {
        return kind == null ? "saved" : kind.word();
    }

    /// Short deadlines, small limits, and any content; what the row itself wants comes on top.
    Settings settings() {
        var settings = deadlines();
        for (var entry : own.entrySet()) {
            settings = settings.set("seine.job." + entry.getKey(), entry.getValue());
        }
        return settings;
    }

    /// The settings of an origin without wishes of its own, in line with [When].
    static Settings deadlines() {
        return Loopback.settings().text("""
                seine.job {
                  fetch {
                    connect-timeout = 1s
                    first-byte-timeout = 1s
                    idle-timeout = 1s
                    total-timeout = 2s
                    min-speed = 0B/s
                    max-size = 1MiB
                    spool-above = 64KiB
                    retries = 0
                  }
                  schedule.per-host.parallelism = 1
                  decode.mode = none
                }
                """);
    }

    @Override
    public String toString() {
        return does;
    }
}
