package io.seine.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.seine.model.DataSize;
import io.seine.model.Place;
import io.seine.model.S3Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Typed access to one section of the settings.
///
/// A value that cannot be used is noted among the problems and its default taken in its place, so that one reading
/// finds every mistake.
final class Section {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    /// One that stands alone: a pair of them is another character.
    private static final Pattern SURROGATE = Pattern.compile("\\p{Cs}");

    private final ConfigObject settings;
    private final ConfigObject reference;
    private final String path;
    private final Problems problems;

    /// @param reference the same section with every key at its default
    /// @param path its full name, for messages
    Section(ConfigObject settings, ConfigObject reference, String path, Problems problems) {
        this.settings = settings;
        this.reference = reference;
        this.path = path;
        this.problems = problems;
    }

    Section section(String name) {
        return new Section(
                (ConfigObject) value(settings, name), (ConfigObject) value(reference, name), key(name), problems);
    }

    String text(String name) {
        return read(name, Section::textOf, Function.identity());
    }

    /// A text read by `parse`, whose [IllegalArgumentException] is the problem's description.
    <T> T parsed(String name, Function<String, T> parse) {
        return read(name, Section::textOf, parse);
    }

    /// Like [#parsed], null where the setting is the word that is its default: `none`, `auto`, `original`.
    <T> @Nullable T optional(String name, Function<String, T> parse) {
        var absent = reference.toConfig().getString(name);
        return this.<String, @Nullable T>read(
                name, Section::textOf, text -> text.equals(absent) ? null : parse.apply(text));
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
        var range = most == Long.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most;
        throw new IllegalArgumentException("expected a whole number " + range + ", got \"" + text + "\"");
    }

    /// A number that need not be whole, from `least` to `most`, which may be infinite.
    static double fraction(String text, double least, double most) {
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most && number < Double.POSITIVE_INFINITY) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        var range = most == Double.POSITIVE_INFINITY
                ? String.format(Locale.ROOT, "of %.0f or more", least)
                : String.format(Locale.ROOT, "from %.0f to %.0f", least, most);
        throw new IllegalArgumentException("expected a ratio " + range + ", got \"" + text + "\"");
    }

    boolean flag(String name) {
        return read(name, Config::getBoolean, Function.identity());
    }

    Duration deadline(String name) {
        return parsed(name, Section::duration);
    }

    /// A duration with its unit: without one the configuration library would take it for milliseconds.
    static Duration duration(String text) {
        try {
            var duration = ConfigValueFactory.fromAnyRef(text).atKey("duration").getDuration("duration");
            if (!text.strip().matches("\\d+")
                    && duration.compareTo(SHORTEST) >= 0
                    && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (ConfigException e) {
            // told below
        }
        throw new IllegalArgumentException("expected a duration from 1ms to 7d, such as 10s, got \"" + text + "\"");
    }

    DataSize size(String name, DataSize least, DataSize most) {
        return parsed(name, text -> {
            var size = DataSize.parse(text);
            if (size.compareTo(least) < 0 || size.compareTo(most) > 0) {
                var range =
                        most.bytes() == Long.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most;
                throw new IllegalArgumentException("expected a size " + range + ", got \"" + text + "\"");
            }
            return size;
        });
    }

    /// A list, each element read by `parse`.
    <T> List<T> list(String name, Function<String, T> parse) {
        var read = new ArrayList<T>();
        for (var element : elements(name)) {
            plain(element, key(name)).ifPresent(text -> {
                try {
                    read.add(parse.apply(encodable(text)));
                } catch (IllegalArgumentException e) {
                    problems.add(element.origin(), key(name), String.valueOf(e.getMessage()));
                }
            });
        }
        return read;
    }

    /// Like [#list], null where the setting is the word that is its default: `all`, `none`.
    <T> @Nullable List<T> listOr(String name, Function<String, T> parse) {
        return settings.get(name) instanceof ConfigList ? list(name, parse) : this.<T>wordInPlaceOf(name);
    }

    private <T> @Nullable List<T> wordInPlaceOf(String name) {
        optional(name, text -> {
            throw new IllegalArgumentException(
                    "expected a list in brackets or " + rendered(value(reference, name)) + ", got \"" + text + "\"");
        });
        return null;
    }

    /// A list of sections, each with the keys of `example`.
    List<Section> sections(String name, ConfigObject example) {
        var sections = new ArrayList<Section>();
        for (var element : elements(name)) {
            var key = key(name) + "[" + sections.size() + "]";
            if (element instanceof ConfigObject section) {
                sections.add(new Section(section, example, key, problems));
            } else {
                problems.add(element.origin(), key(name), "expected sections in braces, got " + rendered(element));
            }
        }
        return sections;
    }

    /// Whether the section itself sets `name`.
    boolean has(String name) {
        return settings.containsKey(name);
    }

    /// This section, with what it does not say as `other` has it.
    Section over(Section other) {
        var whole = settings;
        for (var entry : other.settings.entrySet()) {
            var name = entry.getKey();
            if (entry.getValue() instanceof ConfigObject
                    && has(name)
                    && !(settings.get(name) instanceof ConfigObject)) {
                refuse(name, "expected a section in braces, got a value");
                whole = whole.withoutKey(name);
            }
        }
        return new Section(whole.withFallback(other.settings), other.reference.withFallback(reference), path, problems);
    }

    private List<? extends ConfigValue> elements(String name) {
        return settings.get(name) instanceof ConfigList list
                ? list // also where a word is the default
                : read(name, Config::getList, Function.identity());
    }

    /// A section that takes names of the user's own: each with its text, which `check` may refuse.
    Map<String, String> map(String name, BiConsumer<String, String> check) {
        var map = new LinkedHashMap<String, String>();
        for (var entry : read(name, Config::getObject, Function.identity()).entrySet()) {
            var key = key(name) + "." + ConfigUtil.joinPath(entry.getKey());
            plain(entry.getValue(), key).ifPresent(text -> {
                try {
                    check.accept(encodable(entry.getKey()), encodable(text));
                    map.put(entry.getKey(), text);
                } catch (IllegalArgumentException e) {
                    problems.add(entry.getValue().origin(), key, String.valueOf(e.getMessage()));
                }
            });
        }
        return map;
    }

    /// The text of a value that is neither section nor list.
    private Optional<String> plain(ConfigValue value, String key) {
        try {
            return Optional.of(value.atKey("value").getString("value"));
        } catch (ConfigException e) {
            problems.add(value.origin(), key, "expected a text, got " + rendered(value));
            return Optional.empty();
        }
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
        return parsed(name, text -> relative(text, value(settings, name)));
    }

    /// Lists, each a path, a glob for several, or an address in S3, in their order; none where the setting is `none`.
    /// `-` stays as it is.
    List<Place> places(String name) {
        if (settings.get(name) instanceof ConfigList) {
            return list(name, text -> places(text, value(settings, name))).stream()
                    .flatMap(List::stream)
                    .toList();
        }
        var places = optional(name, text -> places(text, value(settings, name)));
        return places == null ? List.of() : places;
    }

    private static List<Place> places(String text, ConfigValue value) {
        if (text.equals("-")) {
            return List.of(SourceSettings.STANDARD_INPUT);
        } else if (S3Address.is(text)) {
            return List.of(new Place.InBucket(S3Address.parse(text)));
        }
        return Glob.files(relative(text, value)).stream()
                .<Place>map(Place.File::new)
                .toList();
    }

    /// Like [#path], null where the setting is `none`.
    @Nullable
    Path optionalPath(String name) {
        return optional(name, text -> relative(text, value(settings, name)));
    }

    private static Path relative(String text, ConfigValue value) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("expected a path, got \"" + text + "\"");
        }
        var path = Path.of(text);
        var file = value.origin().resource() == null ? value.origin().filename() : null;
        var folder = file == null ? null : Path.of(file).toAbsolutePath().getParent();
        return folder == null ? path : folder.resolve(path).normalize();
    }

    /// Notes the keys of this section that its example does not have.
    void refuseUnknownKeys() {
        for (var entry : settings.entrySet()) {
            if (!reference.containsKey(entry.getKey())) {
                problems.add(
                        entry.getValue().origin(),
                        key(entry.getKey()),
                        "there is no such key; there are " + String.join(" and ", new TreeSet<>(reference.keySet())));
            }
        }
    }

    /// Notes that the setting `name` cannot be used.
    void refuse(String name, String message) {
        var value = settings.get(name);
        problems.add(value == null ? settings.origin() : value.origin(), key(name), message);
    }

    private <V, T extends @Nullable Object> T read(String name, Getter<V> getter, Function<V, T> parse) {
        try {
            return parse.apply(getter.get(settings.toConfig(), name));
        } catch (ConfigException e) {
            refuse(name, settings.containsKey(name) ? wrongType(name) : "is missing");
        } catch (IllegalArgumentException e) {
            refuse(name, String.valueOf(e.getMessage()));
        }
        return parse.apply(getter.get(reference.toConfig(), name));
    }

    private static String textOf(Config config, String key) {
        return encodable(config.getString(key));
    }

    /// Files hold texts as UTF-8. An escape in JSON can bring in half a pair of surrogates, which UTF-8 has not.
    private static String encodable(String text) {
        if (SURROGATE.matcher(text).find()) {
            throw new IllegalArgumentException("holds a surrogate without its other half, which UTF-8 cannot encode");
        }
        return text;
    }

    private interface Getter<V> {
        V get(Config config, String key);
    }

    private String wrongType(String name) {
        var expected = value(reference, name);
        return "expected " + described(expected)
                + (expected.valueType() == ConfigValueType.OBJECT ? "" : ", got " + rendered(value(settings, name)));
    }

    private static String described(ConfigValue example) {
        return switch (example.valueType()) {
            case LIST -> "a list in brackets";
            case OBJECT -> "a section in braces";
            case BOOLEAN -> "true or false";
            default -> "a value such as " + rendered(example);
        };
    }

    /// Lists and sections are not shown: there may be secrets in them.
    static String rendered(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a section in braces";
            case LIST -> "a list in brackets";
            default -> value.render(ConfigRenderOptions.concise());
        };
    }

    private static ConfigValue value(ConfigObject section, String name) {
        return Objects.requireNonNull(section.get(name), name);
    }

    private String key(String name) {
        return path + "." + name;
    }
}
