package io.seine.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.seine.model.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    private static final List<String> ENVIRONMENT_PREFIXES = List.of("SEINE_JOB_", "SEINE_SERVER_");
    private static final String JOB = "seine.job";
    private static final String SUBMITTED = "submitted";

    private static final List<String> RECIPES = List.of("lengths", "lyrics");

    /// A list, a section or a quoted text, or a substitution anywhere.
    private static final Pattern HOCON = Pattern.compile("^\\s*[\\[{\"]|\\$\\{");

    private static final Pattern KEY = Pattern.compile("(seine\\.[\\w.-]+): (.*)", Pattern.DOTALL);

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
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new SettingsException(List.of(file
                    + (Files.isDirectory(file)
                            ? ": is a folder, not a file"
                            : Files.exists(file) ? ": may not be read" : ": there is no such file")));
        }
        return parsed(() -> ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)));
    }

    /// These settings under those of a recipe that comes with Seine: `lyrics`, `lengths`. Relative paths in it
    /// start at the working directory.
    ///
    /// @throws SettingsException if there is no such recipe
    public Settings recipe(String name) {
        if (!RECIPES.contains(name)) {
            throw new SettingsException(
                    List.of("recipe:" + name + ": there is no such recipe; there are " + String.join(", ", RECIPES)));
        }
        return parsed(() -> ConfigFactory.parseResources(
                Settings.class.getClassLoader(),
                "recipes/" + name + ".conf",
                ConfigParseOptions.defaults().setAllowMissing(false)));
    }

    /// These settings under those of a HOCON text. Relative paths in it start at the working directory.
    ///
    /// @throws SettingsException if the text is not HOCON, naming the line
    public Settings text(String hocon) {
        return parsed(() ->
                ConfigFactory.parseString(hocon, ConfigParseOptions.defaults().setOriginDescription("text")));
    }

    /// These settings under the variables that name a key: `SEINE_JOB_FETCH_PARALLELISM=256`.
    ///
    /// @throws SettingsException naming the variables that begin like a key and name none
    public Settings environment(Map<String, String> environment) {
        var keys = new KnownKeys(reference());
        var problems = new ArrayList<String>();
        var settings = this;
        for (var prefix : ENVIRONMENT_PREFIXES) {
            for (var variable : new TreeMap<>(environment).tailMap(prefix).entrySet()) {
                if (variable.getKey().startsWith(prefix)) {
                    var place = "environment: " + variable.getKey();
                    var key = keys.ofVariable(variable.getKey());
                    if (key.isPresent()) {
                        settings = settings.with(key.get(), value(variable.getValue(), place));
                    } else {
                        problems.add(
                                place + ": there is no such key" + keys.nearestVariable(variable.getKey(), prefix));
                    }
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    /// These settings with one key set.
    ///
    /// @param key full name of the key, `seine.job.fetch.parallelism`
    /// @param value a number, a boolean, a path, a list, a map, or a text: lists in brackets, sections in braces,
    ///     quotes and `${…}` are read as in a file, any other text is taken as it is
    /// @throws SettingsException if `key` is no key at all, or lacks its `seine.job` in front
    /// @throws IllegalArgumentException if `value` is of another type
    public Settings set(String key, Object value) {
        var origin = "--set " + key;
        var full = "seine.job." + key;
        if (new KnownKeys(reference()).has(full)) {
            throw new SettingsException(List.of(origin + ": there is no such key; did you mean " + full + "?"));
        }
        return with(
                key,
                switch (value) {
                    case String text -> value(text, origin);
                    case Path path -> ConfigValueFactory.fromAnyRef(path.toString(), origin);
                    default -> plain(value, origin);
                });
    }

    private static ConfigValue plain(Object value, String origin) {
        try {
            return ConfigValueFactory.fromAnyRef(value, origin);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    origin + ": cannot be a " + value.getClass().getName(), e);
        }
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

    /// These settings under those of a job that somebody else wrote, as the members of `seine.job` in JSON. They are
    /// plain values: nothing in them is substituted, included or read as HOCON, and relative paths start at the
    /// working directory.
    ///
    /// @param job texts, numbers, truths, lists and maps of these
    /// @throws SettingsException naming every key whose value is of another type in JSON
    public Settings submitted(Map<String, ?> job) {
        var plain = ConfigValueFactory.fromMap(job, SUBMITTED);
        PlainTypes.check(plain, reference().getObject(JOB), JOB);
        return with(JOB, plain);
    }

    /// What these settings tell the HTTP control endpoint.
    ///
    /// @throws SettingsException naming every mistake: unknown keys, wrong types, values out of range
    public ServerSettings server() {
        var settings = resolved();
        var problems = new Problems();
        new KnownKeys(reference()).check(settings, problems);
        problems.check();
        var path = "seine.server";
        var read = ServerReader.read(
                new Section(settings.getObject(path), reference().getObject(path), path, problems));
        problems.check();
        return read;
    }

    /// The setting of a key outside `seine`, or `fallback` where there is none; files may hold keys of their own.
    ///
    /// @throws SettingsException if it is no text
    public String text(String key, String fallback) {
        var config = resolved();
        try {
            return config.hasPath(key) ? config.getString(key) : fallback;
        } catch (ConfigException e) {
            throw new SettingsException(List.of(described(e)));
        }
    }

    /// What Seine asks of an actor system of its own: `seine.system` over the libraries' defaults.
    ///
    /// @throws SettingsException if it is no section
    public Config system() {
        var settings = resolved();
        var problems = new Problems();
        new KnownKeys(reference()).check(settings, problems);
        problems.check();
        return settings.getConfig("seine.system")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    /// Where the program's log goes, by the section `seine.log`; null for nowhere.
    ///
    /// @throws SettingsException naming every mistake in it
    public @Nullable LogSettings log() {
        var settings = resolved();
        var problems = new Problems();
        new KnownKeys(reference()).check(settings, problems);
        problems.check();
        var log =
                new Section(settings.getObject("seine.log"), reference().getObject("seine.log"), "seine.log", problems);
        var file = log.optionalPath("file");
        var maxSize = log.size("max-size", new DataSize(1 << 10), new DataSize(Long.MAX_VALUE));
        int keep = log.count("keep", 0, 1000);
        problems.check();
        return file == null ? null : new LogSettings(file, maxSize, keep);
    }

    /// The problems of `wrong` that begin with a key of these settings, each with the place where it is set: for what
    /// shows only when a job starts, such as a list that is not there.
    public SettingsException located(SettingsException wrong) {
        var config = resolved();
        var located = new ArrayList<String>();
        for (var problem : wrong.problems()) {
            var key = KEY.matcher(problem);
            located.add(
                    key.matches() && config.hasPath(key.group(1))
                            ? Problems.text(config.getValue(key.group(1)).origin(), key.group(1), key.group(2))
                            : problem);
        }
        return new SettingsException(located);
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
            throw new SettingsException(List.of(value.origin().description() + ": this is no key"));
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
        var message = String.valueOf(e.getMessage())
                .replaceFirst("java\\.io\\.\\w+: ", "")
                .replaceFirst("(include was not found|resource not found on classpath): .*", "there is no such file")
                .replaceFirst(" \\(if you intended .*", "")
                .replace("expecting a close parentheses ')' here, not: end of file", "a brace is never closed");
        var origin = e.origin();
        return origin == null
                ? message
                : Problems.place(origin) + ": " + message.replace(origin.description() + ": ", "");
    }

    /// What looks like HOCON is read as such; anything else is text, so that `#`, `//` and commas of addresses stay.
    private static ConfigValue value(String text, String origin) {
        if (HOCON.matcher(text).find()) {
            try {
                var options = ConfigParseOptions.defaults().setOriginDescription(origin);
                ConfigObject parsed =
                        ConfigFactory.parseString("value = " + text, options).root();
                var value = parsed.get("value");
                if (value != null && parsed.size() == 1) {
                    return value.withOrigin(value.origin().withLineNumber(-1));
                }
            } catch (ConfigException e) {
                // Not HOCON: then it is text, such as the template {key}.
            }
        }
        return ConfigValueFactory.fromAnyRef(text, origin);
    }

    /// The words of an enum as configuration spells them: `STOP_AT_FIRST` is `stop-at-first`.
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
