package io.seine.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import io.seine.model.ImageFormat;
import io.seine.model.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the section `seine.job` into records, and finds every mistake in it.
final class JobReader {
    private static final int MOST_PARALLEL = 65_536;

    private final Config settings;
    private final Config reference;
    private final List<String> problems = new ArrayList<>();

    JobReader(Config settings, Config reference) {
        this.settings = settings;
        this.reference = reference;
    }

    /// @throws SettingsException with a line for every mistake
    JobSettings job() {
        problems.addAll(new KnownKeys(reference).problems(settings));
        if (!problems.isEmpty()) {
            throw new SettingsException(problems); // values may hide behind misspelt keys
        }
        var job = new Section(settings, reference, "seine.job", problems);
        var read = new JobSettings(
                job.text("name"),
                source(job.section("source")),
                enrich(job),
                schedule(job.section("schedule")),
                fetch(job.section("fetch")),
                decode(job.section("decode")),
                save(job.section("save")),
                new RecordSettings(job.section("record").oneOf("sync", RecordSettings.Sync.class)),
                failure(job.section("failure")));
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return read;
    }

    private SourceSettings source(Section source) {
        return new SourceSettings(
                source.optionalPath("path"),
                source.texts("urls"),
                source.oneOf("format", SourceSettings.Format.class),
                source.parsed("url", Template::parse),
                source.optional("key", Template::parse),
                source.number("skip", 0, Long.MAX_VALUE),
                source.optional("limit", text -> Section.wholeNumber(text, 0, Long.MAX_VALUE)));
    }

    private List<EnrichSettings> enrich(Section job) {
        var read = new ArrayList<EnrichSettings>();
        job.sections("enrich").forEach(element -> {
            try {
                read.add(enrichment(element));
            } catch (ConfigException | IllegalArgumentException e) {
                problems.add(Section.problem(element.root(), "seine.job.enrich", String.valueOf(e.getMessage())));
            }
        });
        return read;
    }

    private static EnrichSettings enrichment(Config element) {
        for (var name : element.root().keySet()) {
            if (!name.equals("url") && !name.equals("fields")) {
                throw new IllegalArgumentException("expected the keys url and fields, got " + name);
            }
        }
        if (!element.hasPath("url") || !(element.root().get("fields") instanceof ConfigObject pointers)) {
            throw new IllegalArgumentException("expected a url and a section fields of JSON pointers");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        pointers.forEach((name, pointer) -> fields.put(name, pointer(String.valueOf(pointer.unwrapped()))));
        return new EnrichSettings(Template.parse(element.getString("url")), fields);
    }

    private static String pointer(String text) {
        if (!text.isEmpty() && !text.startsWith("/")) {
            throw new IllegalArgumentException("expected a JSON pointer such as /country, got \"" + text + "\"");
        }
        return text;
    }

    private static ScheduleSettings schedule(Section schedule) {
        return new ScheduleSettings(
                schedule.section("per-host").count("parallelism", 1, MOST_PARALLEL),
                schedule.count("look-ahead", 1, 10_000_000));
    }

    private static FetchSettings fetch(Section fetch) {
        return new FetchSettings(
                fetch.count("parallelism", 1, MOST_PARALLEL),
                new FetchSettings.Deadlines(
                        fetch.deadline("connect-timeout"),
                        fetch.deadline("first-byte-timeout"),
                        fetch.deadline("idle-timeout"),
                        fetch.deadline("total-timeout"),
                        fetch.parsed("min-speed", JobReader::speed)),
                fetch.size("max-size"),
                fetch.size("spool-above"),
                fetch.count("retries", 0, 100),
                fetch.count("max-redirects", 0, 100),
                fetch.list("allow-addresses", AddressRange::parse),
                fetch.flag("x-robots-tag"),
                fetch.map("headers"),
                userAgent(fetch),
                fetch.section("tls").flag("verify"));
    }

    private static DataSize speed(String text) {
        if (!text.endsWith("/s")) {
            throw new IllegalArgumentException("expected a speed such as 1KiB/s, got \"" + text + "\"");
        }
        return DataSize.parse(text.substring(0, text.length() - 2));
    }

    private static String userAgent(Section fetch) {
        var given = fetch.text("user-agent");
        var contact = fetch.text("contact");
        if (!given.equals("auto")) {
            return given;
        }
        return "Seine/" + Version.current() + (contact.equals("none") ? "" : " (+" + contact + ")");
    }

    private static DecodeSettings decode(Section decode) {
        var resize = decode.section("resize");
        var filter = decode.section("filter");
        var mode = decode.oneOf("mode", DecodeSettings.Mode.class);
        var read = new DecodeSettings(
                mode,
                cores(decode.optional("parallelism", text -> Section.wholeNumber(text, 1, 1024))),
                decode.number("max-pixels", 1, Integer.MAX_VALUE),
                format(decode),
                decode.count("quality", 1, 100),
                decode.parsed("background", JobReader::colour),
                new DecodeSettings.Resize(
                        resize.oneOf("mode", DecodeSettings.Resize.Fit.class),
                        resize.count("size", 1, 65_535),
                        resize.flag("only-if-bigger")),
                new DecodeSettings.Filter(
                        side(filter.optional("min-side", text -> Section.wholeNumber(text, 1, Integer.MAX_VALUE))),
                        filter.optional("max-area", text -> Section.wholeNumber(text, 1, Long.MAX_VALUE)),
                        filter.optional("max-aspect", JobReader::aspect)));
        refuseIdle(decode, read);
        return read;
    }

    /// Settings that would silently do nothing in this mode.
    private static void refuseIdle(Section decode, DecodeSettings read) {
        boolean transforms = read.mode() == DecodeSettings.Mode.TRANSFORM;
        if (!transforms && read.format() != null) {
            decode.refuse("format", "only decode.mode = transform writes another format");
        }
        if (!transforms && read.resize().mode() != DecodeSettings.Resize.Fit.NONE) {
            decode.section("resize").refuse("mode", "only decode.mode = transform resizes");
        }
        if (read.mode() == DecodeSettings.Mode.NONE && !read.filter().equals(DecodeSettings.Filter.NONE)) {
            decode.refuse("mode", "decode.filter needs the dimensions, which decode.mode = none does not read");
        }
    }

    private static int cores(@Nullable Long given) {
        return given == null ? Runtime.getRuntime().availableProcessors() : given.intValue();
    }

    private static @Nullable Integer side(@Nullable Long pixels) {
        return pixels == null ? null : pixels.intValue();
    }

    private static @Nullable ImageFormat format(Section decode) {
        return decode.text("format").equals("original")
                ? null
                : decode.parsed("format", text -> Section.oneOf(text, List.of(ImageFormat.JPEG, ImageFormat.PNG)));
    }

    private static double aspect(String text) {
        try {
            double aspect = Double.parseDouble(text);
            if (aspect >= 1 && aspect < Double.POSITIVE_INFINITY) {
                return aspect;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("expected a ratio of 1 or more, got \"" + text + "\"");
    }

    private static int colour(String text) {
        return switch (text) {
            case "white" -> 0xffffff;
            case "black" -> 0;
            default -> {
                if (!text.matches("#[0-9A-Fa-f]{6}")) {
                    throw new IllegalArgumentException("expected white, black or \"#rrggbb\", got \"" + text + "\"");
                }
                yield Integer.parseInt(text.substring(1), 16);
            }
        };
    }

    private static SaveSettings save(Section save) {
        return new SaveSettings(
                save.path("directory"),
                save.parsed("name", Template::parse),
                save.oneOf("collision", SaveSettings.Collision.class),
                save.count("shard-size", 1, 10_000_000));
    }

    private static FailureSettings failure(Section failure) {
        return new FailureSettings(
                failure.oneOf("policy", FailureSettings.Policy.class),
                failure.ratio("ratio"),
                failure.number("after", 1, Long.MAX_VALUE));
    }
}
