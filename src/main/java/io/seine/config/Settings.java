package io.seine.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Layers of settings, each over the last: defaults, a file, the environment, single keys.
///
/// Immutable; every method returns the settings with one layer more. The keys, their meaning and their defaults
/// are those of `reference.conf`, under `seine`.
///
/// ```java
/// JobSettings job = Settings.defaults()
///         .set("seine.job.source.path", "urls.txt")
///         .set("seine.job.save.directory", "pictures")
///         .job();
/// ```
public final class Settings {
    private static final String ENVIRONMENT_PREFIX = "SEINE_JOB_";

    private final Config layers;

    private Settings(Config layers) {
        this.layers = layers;
    }

    /// The defaults alone. They name no source, so that a job wants at least one layer more.
    public static Settings defaults() {
        return new Settings(ConfigFactory.empty());
    }

    /// These settings under those of a HOCON file. Relative paths in it start at the file's own folder.
    ///
    /// @throws SettingsException if the file cannot be read or is not HOCON, naming the line
    public Settings file(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException(List.of(file + ": there is no such file, or it cannot be read"));
        }
        return parsed(() -> ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)));
    }

    /// These settings under those of a HOCON text. Relative paths in it start at the working directory.
    ///
    /// @throws SettingsException if the text is not HOCON, naming the line
    public Settings text(String hocon) {
        return parsed(() -> ConfigFactory.parseString(hocon));
    }

    /// These settings under the variables that name a key: `SEINE_JOB_FETCH_PARALLELISM=256`.
    ///
    /// @throws SettingsException if a variable begins with `SEINE_JOB_` and names no key
    public Settings environment(Map<String, String> environment) {
        var keys = new KnownKeys(reference());
        var settings = this;
        for (var variable : environment.entrySet()) {
            if (variable.getKey().startsWith(ENVIRONMENT_PREFIX)) {
                var key = keys.ofVariable(variable.getKey())
                        .orElseThrow(() -> new SettingsException(List.of("environment: " + variable.getKey()
                                + ": there is no such key" + keys.nearestVariable(variable.getKey()))));
                settings = settings.with(key, value(variable.getValue(), "environment: " + variable.getKey()));
            }
        }
        return settings;
    }

    /// These settings with one key set.
    ///
    /// @param key full name of the key, `seine.job.fetch.parallelism`
    /// @param value a number, a boolean, a list, a map, or a text as it would stand in a file
    /// @throws SettingsException if `key` is no key at all
    public Settings set(String key, Object value) {
        var origin = "--set " + key;
        return with(
                key, value instanceof String text ? value(text, origin) : ConfigValueFactory.fromAnyRef(value, origin));
    }

    /// These settings with one key set to exactly this text.
    public Settings setText(String key, String text) {
        return with(key, ConfigValueFactory.fromAnyRef(text, key));
    }

    /// The job that these settings describe.
    ///
    /// @throws SettingsException naming every mistake: unknown keys, wrong types, values out of range
    public JobSettings job() {
        return new JobReader(resolved(), reference()).job();
    }

    /// The setting of a key outside `seine`, or `fallback` where there is none; files may hold keys of their own.
    public String text(String key, String fallback) {
        var config = resolved();
        return config.hasPath(key) ? config.getString(key) : fallback;
    }

    /// What Seine asks of an actor system of its own: `seine.system` over the libraries' defaults.
    public Config system() {
        return resolved()
                .getConfig("seine.system")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    private Config resolved() {
        try {
            return layers.withFallback(reference()).resolve();
        } catch (ConfigException e) {
            throw new SettingsException(List.of(described(e)));
        }
    }

    private static Config reference() {
        return ConfigFactory.defaultReference().withOnlyPath("seine");
    }

    private Settings with(String key, ConfigValue value) {
        try {
            return new Settings(ConfigFactory.empty().withValue(key, value).withFallback(layers));
        } catch (ConfigException e) {
            throw new SettingsException(List.of(value.origin().description() + ": not a key: " + key));
        }
    }

    private interface Parse {
        Config run();
    }

    private Settings parsed(Parse parse) {
        try {
            return new Settings(parse.run().withFallback(layers));
        } catch (ConfigException e) {
            throw new SettingsException(List.of(described(e)));
        }
    }

    private static String described(ConfigException e) {
        var message = String.valueOf(e.getMessage());
        var origin = e.origin();
        if (origin == null) {
            return message;
        }
        var place = place(origin.description());
        return place + ": " + message.replace(origin.description() + ": ", "");
    }

    /// `application.conf: 12` as compilers write it: `application.conf:12`.
    static String place(String description) {
        return description.replaceFirst("^(String|merge of )", "$1").replaceAll(": (\\d+)", ":$1");
    }

    private static ConfigValue value(String text, String origin) {
        var options = ConfigParseOptions.defaults().setOriginDescription(origin);
        try {
            ConfigObject parsed =
                    ConfigFactory.parseString("value = " + text, options).root();
            var value = parsed.get("value");
            if (value != null && parsed.size() == 1) {
                return value.withOrigin(value.origin().withLineNumber(-1));
            }
        } catch (ConfigException e) {
            // Not HOCON: then it is text, such as a URL with a comma in it.
        }
        return ConfigValueFactory.fromAnyRef(text, origin);
    }

    /// The words of an enum as configuration spells them: `STOP_AT_FIRST` is `stop-at-first`.
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
