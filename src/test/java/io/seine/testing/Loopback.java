package io.seine.testing;

import io.seine.config.FetchSettings;
import io.seine.config.Settings;
import java.util.List;

/// Settings for downloads from a [ScriptedOrigin], whose address is open to nobody by default.
public final class Loopback {
    private Loopback() {}

    /// The defaults, with the loopback addresses open.
    public static Settings settings() {
        return Settings.defaults().set("seine.job.fetch.allow-addresses", List.of("127.0.0.0/8"));
    }

    /// How to fetch by [#settings] with these keys of `seine.job.fetch` set: `retries`, `0`, `idle-timeout`, `200ms`.
    public static FetchSettings fetch(String... keysAndValues) {
        var settings = settings();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings = settings.set("seine.job.fetch." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings.job().fetch();
    }
}
