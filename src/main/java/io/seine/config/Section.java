package io.seine.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.seine.model.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Typed access to one section of the settings.
///
/// A value that cannot be used is noted among the problems and its default taken in its place, so that one reading
/// finds every mistake.
final class Section {
    private static final String NONE = "none";

    private final Config settings;
    private final Config reference;
    private final String path;
    private final List<String> problems;

    Section(Config settings, Config reference, String path, List<String> problems) {
        this.settings = settings;
        this.reference = reference;
        this.path = path;
        this.problems = problems;
    }

    Section section(String name) {
        return new Section(settings, reference, key(name), problems);
    }

    String text(String name) {
        return read(name, Config::getString, Function.identity());
    }

    /// A text read by `parse`, whose [IllegalArgumentException] is the problem's description.
    <T> T parsed(String name, Function<String, T> parse) {
        return read(name, Config::getString, parse);
    }

    /// Like [#parsed], null where the setting is `none`, or `auto`.
    <T> @Nullable T optional(String name, Function<String, T> parse) {
        var text = text(name);
        return text.equals(NONE) || text.equals("auto") ? null : parsed(name, parse);
    }

    int count(String name, int least, int most) {
        return (int) number(name, least, most);
    }

    long number(String name, long least, long most) {
        return parsed(name, text -> wholeNumber(text, least, most));
    }

    static long wholeNumber(String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("expected a whole number " + range(least, most) + ", got \"" + text + "\"");
    }

    private static String range(long least, long most) {
        return most == Long.MAX_VALUE ? "from " + least : "from " + least + " to " + most;
    }

    double ratio(String name) {
        return read(name, Config::getDouble, value -> {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("expected a ratio from 0 to 1, got " + value);
            }
            return value;
        });
    }

    boolean flag(String name) {
        return read(name, Config::getBoolean, Function.identity());
    }

    Duration deadline(String name) {
        return read(name, Config::getDuration, value -> {
            if (value.isZero() || value.isNegative() || value.compareTo(Duration.ofDays(7)) > 0) {
                throw new IllegalArgumentException("expected a duration from 1 ms to 7 days, got " + value);
            }
            return value;
        });
    }

    DataSize size(String name) {
        return parsed(name, DataSize::parse);
    }

    List<String> texts(String name) {
        return read(name, Config::getStringList, Function.identity());
    }

    <T> List<T> list(String name, Function<String, T> parse) {
        return read(
                name, Config::getStringList, texts -> texts.stream().map(parse).toList());
    }

    /// A section that takes names of the user's own: each with its text.
    Map<String, String> map(String name) {
        return read(name, Config::getObject, object -> {
            var map = new LinkedHashMap<String, String>();
            object.unwrapped().forEach((key, value) -> map.put(key, String.valueOf(value)));
            return map;
        });
    }

    <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        return parsed(name, text -> oneOf(text, List.of(type.getEnumConstants())));
    }

    static <E extends Enum<E>> E oneOf(String text, List<E> values) {
        return values.stream()
                .filter(value -> Settings.word(value).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + values.stream().map(Settings::word).collect(Collectors.joining(", ")) + "; got \"" + text
                        + "\""));
    }

    /// A path; a relative one starts at the folder of the file that holds the setting, or else where the process
    /// was started.
    Path path(String name) {
        return parsed(name, text -> relative(Path.of(text), settings.getValue(key(name))));
    }

    /// Like [#path], null where the setting is `none`, and `-` left as it is.
    @Nullable
    Path optionalPath(String name) {
        var text = text(name);
        return switch (text) {
            case NONE -> null;
            case "-" -> SourceSettings.STANDARD_INPUT;
            default -> path(name);
        };
    }

    private static Path relative(Path path, ConfigValue value) {
        var file = value.origin().resource() == null ? value.origin().filename() : null;
        var folder = file == null ? null : Path.of(file).toAbsolutePath().getParent();
        return folder == null ? path : folder.resolve(path).normalize();
    }

    /// The elements of a list of sections.
    Stream<Config> sections(String name) {
        return read(name, Config::getConfigList, Function.identity()).stream().map(config -> (Config) config);
    }

    /// Notes that the setting `name` cannot be used.
    void refuse(String name, String message) {
        problems.add(problem(settings.getValue(key(name)), key(name), message));
    }

    private <V, T> T read(String name, Getter<V> getter, Function<V, T> parse) {
        try {
            return parse.apply(getter.get(settings, key(name)));
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            refuse(name, wrongType(name));
        } catch (IllegalArgumentException e) {
            refuse(name, String.valueOf(e.getMessage()));
        }
        return parse.apply(getter.get(reference, key(name)));
    }

    private interface Getter<V> {
        V get(Config config, String key);
    }

    private String wrongType(String name) {
        var expected = reference.getValue(key(name));
        return "expected " + described(expected) + ", got " + rendered(settings.getValue(key(name)));
    }

    private static String described(ConfigValue example) {
        return switch (example.valueType()) {
            case LIST -> "a list in brackets";
            case OBJECT -> "a section in braces";
            case BOOLEAN -> "true or false";
            default -> "a value such as " + rendered(example);
        };
    }

    static String rendered(ConfigValue value) {
        return value.valueType() == ConfigValueType.OBJECT
                ? "a section in braces"
                : value.render(ConfigRenderOptions.concise());
    }

    static String problem(ConfigValue value, String key, String message) {
        return Settings.place(value.origin().description()) + ": " + key + ": " + message;
    }

    private String key(String name) {
        return path + "." + name;
    }
}
