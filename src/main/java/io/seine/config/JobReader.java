package io.seine.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import io.seine.config.SaveSettings.Keys;
import io.seine.config.SaveSettings.Layout;
import io.seine.model.DataSize;
import io.seine.model.S3Address;
import io.seine.model.Template;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the section `seine.job` into records, and finds every mistake in it.
final class JobReader {
    private static final Pattern POINTER = Pattern.compile("(/([^~]|~[01])*)?");
    private static final Pattern RATE = Pattern.compile("(\\d+)/([smh])");
    private static final int MOST_WATCHED = 1000;
    static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    /// An element of `enrich`, as its keys are documented.
    private static final ConfigObject LINKED_DOCUMENT = ConfigFactory.parseString(
                    "url = \"http://example.org/{cc}/metadata.json\", fields { country = \"/country\" }")
            .root();

    private final Config settings;
    private final Config reference;
    private final Problems problems = new Problems();

    JobReader(Config settings, Config reference) {
        this.settings = settings;
        this.reference = reference;
    }

    /// @throws SettingsException with a line for every mistake
    JobSettings job() {
        new KnownKeys(reference).check(settings, problems);
        problems.check(); // values may hide behind misspelt keys
        var job = new Section(settings.getObject("seine.job"), reference.getObject("seine.job"), "seine.job", problems);
        var source = source(job.section("source"));
        var read = new JobSettings(
                job.parsed("name", JobReader::line),
                source,
                enrich(job),
                schedule(job.section("schedule")),
                new FetchReader(job.section("fetch")).settings(),
                DecodeReader.read(job.section("decode")),
                save(job.section("save"), source, job.section("decode")),
                s3(job.section("s3")),
                record(job.section("record")),
                failure(job.section("failure")),
                job.parsed("retry", RetrySettings::parse));
        problems.check();
        return read;
    }

    /// A text that stands in one line of a header, a file or a terminal.
    static String line(String text) {
        if (text.isBlank() || CONTROL.matcher(text).find()) {
            throw new IllegalArgumentException("expected a line of text, got " + quoted(text));
        }
        return text;
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }

    private static SourceSettings source(Section source) {
        var read = new SourceSettings(
                source.places("path"),
                source.flag("follow"),
                source.list("urls", Function.identity()),
                source.oneOf("format", SourceSettings.Format.class),
                source.parsed("url", Template::parse),
                columns(source),
                source.optional("key", Template::parse),
                source.number("skip", 0, Long.MAX_VALUE),
                source.optional("limit", text -> Section.wholeNumber(text, 0, Long.MAX_VALUE)),
                source.oneOf("duplicates", SourceSettings.Duplicates.class),
                watch(source));
        if (read.watch() != null
                && (read.follow() || !read.paths().isEmpty() || !read.urls().isEmpty())) {
            source.refuse("watch", "lists come from the folder: there are no path, no urls and no follow beside it");
        }
        return read;
    }

    private static @Nullable WatchSettings watch(Section source) {
        var folder = source.optionalPath("watch");
        var settle = source.deadline("watch-settle");
        int jobs = source.count("watch-jobs", 1, MOST_WATCHED);
        return folder == null ? null : new WatchSettings(folder, settle, jobs);
    }

    private static @Nullable Set<String> columns(Section source) {
        var columns = source.listOr("columns", JobReader::line);
        return columns == null ? null : new LinkedHashSet<>(columns);
    }

    private static List<EnrichSettings> enrich(Section job) {
        return job.sections("enrich", LINKED_DOCUMENT).stream()
                .map(JobReader::enrichment)
                .toList();
    }

    private static EnrichSettings enrichment(Section element) {
        element.refuseUnknownKeys();
        var url = element.parsed("url", Template::parse);
        var fields = element.map("fields", (name, pointer) -> {
            if (!POINTER.matcher(pointer).matches()) {
                throw new IllegalArgumentException("expected a JSON pointer such as /country, got " + quoted(pointer));
            }
        });
        return new EnrichSettings(url, fields);
    }

    private static ScheduleSettings schedule(Section schedule) {
        var perHost = schedule.section("per-host");
        var byRate = perHost.optional("rate", JobReader::interval);
        var delay = perHost.parsed("delay", JobReader::delay);
        return new ScheduleSettings(
                new ScheduleSettings.PerHost(
                        perHost.count("parallelism", 1, FetchSettings.MOST_PARALLEL),
                        byRate != null && byRate.compareTo(delay) > 0 ? byRate : delay,
                        perHost.deadline("max-hold")),
                schedule.count("look-ahead", 1, 10_000_000),
                schedule.flag("robots-txt"));
    }

    /// The time from one start to the next at a rate such as `10/s`.
    static Duration interval(String rate) {
        var matcher = RATE.matcher(rate);
        if (matcher.matches()) {
            long perUnit = Section.wholeNumber(matcher.group(1), 1, 1_000_000);
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(1).dividedBy(perUnit);
                case "m" -> Duration.ofMinutes(1).dividedBy(perUnit);
                default -> Duration.ofHours(1).dividedBy(perUnit);
            };
        }
        throw new IllegalArgumentException("expected a rate such as 10/s, 30/m or 100/h, got " + quoted(rate));
    }

    private static Duration delay(String text) {
        return text.matches("0 ?m?s") ? Duration.ZERO : Section.duration(text);
    }

    private SaveSettings save(Section save, SourceSettings source, Section decode) {
        var layout = save.oneOf("layout", Layout.class);
        var read = new SaveSettings(
                layout,
                save.oneOf("keys", Keys.class),
                save.path("directory"),
                save.optional("bucket", JobReader::prefix),
                save.parsed("name", JobReader::fileName),
                save.oneOf("collision", SaveSettings.Collision.class),
                save.count("shard-size", 1, 10_000_000),
                save.oneOf("duplicates", SaveSettings.Duplicates.class),
                VariantsReader.read(save, decode, layout),
                save.size("min-free", new DataSize(0), new DataSize(Long.MAX_VALUE)));
        refuseIdle(save, read, source);
        return read;
    }

    /// Settings that would silently do nothing in this layout.
    private void refuseIdle(Section save, SaveSettings read, SourceSettings source) {
        boolean tars = read.layout() == Layout.WEBDATASET;
        var usual = new Section(
                reference.getObject("seine.job.save"),
                reference.getObject("seine.job.save"),
                "seine.job.save",
                problems);
        if (tars && !read.name().toString().equals(usual.text("name"))) {
            save.refuse("name", "save.layout = webdataset names samples by their keys: set source.key");
        }
        if (read.layout() == Layout.NONE && !read.name().toString().equals(usual.text("name"))) {
            save.refuse("name", "save.layout = none has no files to name");
        }
        if (!read.variants().isEmpty() && !read.name().toString().equals(usual.text("name"))) {
            save.refuse("name", "the variants have names of their own");
        }
        if (read.duplicates() != SaveSettings.Duplicates.KEEP) {
            refuseDuplicates(save, read);
        }
        if (tars && read.collision() != usual.oneOf("collision", SaveSettings.Collision.class)) {
            save.refuse("collision", "with save.layout = webdataset a key belongs to the first row that has it");
        }
        if (!tars && read.keys() == Keys.DENSE) {
            save.refuse("keys", "only save.layout = webdataset numbers samples");
        }
        if (tars && read.keys() == Keys.DENSE && source.key() != null) {
            save.refuse("keys", "dense keys are numbers: source.key would have no meaning");
        }
    }

    private static void refuseDuplicates(Section save, SaveSettings read) {
        if (read.layout() == Layout.WEBDATASET) {
            save.refuse(
                    "duplicates", "with save.layout = webdataset which row is the first would depend on the network");
        } else if (read.layout() == Layout.NONE) {
            save.refuse("duplicates", "save.layout = none has no files");
        } else if (read.collision() == SaveSettings.Collision.OVERWRITE) {
            save.refuse("duplicates", "with save.collision = overwrite the first row's file may be another's by then");
        } else if (read.bucket() != null && read.duplicates() == SaveSettings.Duplicates.LINK) {
            save.refuse("duplicates", "a bucket has no links: take skip");
        }
    }

    /// A prefix in a bucket, without the slash behind it.
    private static S3Address prefix(String text) {
        return S3Address.parse(text.replaceFirst("(?<=[^/])/+$", ""));
    }

    private static S3Settings s3(Section s3) {
        var endpoint = s3.optional("endpoint", S3Settings::endpoint);
        var pathStyle = s3.optional("path-style", JobReader::flag);
        return new S3Settings(
                endpoint, s3.optional("region", JobReader::line), pathStyle == null ? endpoint != null : pathStyle);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected auto, true or false, got " + quoted(text));
        };
    }

    private static RecordSettings record(Section record) {
        return new RecordSettings(record.oneOf("sync", RecordSettings.Sync.class), record.flag("parquet"));
    }

    /// A template of a path inside the output folder: every part between slashes has something in it.
    static Template fileName(String text) {
        if (List.of(text.split("/", -1)).contains("")) {
            throw new IllegalArgumentException(
                    "expected a name such as {key} or {host}/{key}, got \"" + text + "\", which has an empty part");
        }
        return Template.parse(text);
    }

    private static FailureSettings failure(Section failure) {
        return new FailureSettings(
                failure.oneOf("policy", FailureSettings.Policy.class),
                failure.parsed("ratio", text -> Section.fraction(text, 0, 1)),
                failure.number("after", 1, Long.MAX_VALUE));
    }
}
