package io.seine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import io.seine.model.S3Address;
import io.seine.model.Secret;
import io.seine.model.Template;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// `reference.conf`: complete, documented, and with the defaults that users script against.
class ReferenceTest {
    private static final Config REFERENCE = ConfigFactory.parseFile(new File("src/main/resources/reference.conf"));

    private static final DecodeSettings.Resize SIZE_64 = new DecodeSettings.Resize(Fit.KEEP_RATIO_LARGEST, 64, true);

    /// DESIGN, section 8, as far as it is built.
    private static final String AGREED = """
            seine.job {
              name = job
              source   { path = none, urls = [], format = auto, url = "{url}", key = auto, skip = 0, limit = none, duplicates = keep }
              enrich   = []
              schedule { per-host { parallelism = 8, rate = none, delay = 0s, max-hold = 5m }, look-ahead = 10000,
                         robots-txt = false }
              fetch    { parallelism = 128, connect-timeout = 10s, first-byte-timeout = 15s, idle-timeout = 15s,
                         total-timeout = 120s, min-speed = 1KiB/s, max-size = 64MiB, spool-above = 8MiB, retries = 2,
                         max-redirects = 10, allow-addresses = [], x-robots-tag = true, headers {},
                         auth { bearer = none, basic = none }, cookies {}, user-agent = auto, contact = none,
                         proxy = none, tls { verify = true, trust-store = none, trust-store-password = none,
                         min-version = "1.2" } }
              decode   { mode = verify, parallelism = auto, max-pixels = 50000000, format = original, quality = 95,
                         background = white, animated = keep, resize { mode = none, size = 256, only-if-bigger = false },
                         filter { min-side = none, max-area = none, max-aspect = none } }
              save     { layout = files, keys = holes, directory = out, name = "{key}", collision = suffix, shard-size = 10000,
                         duplicates = keep, variants = [],                          min-free = 100MiB }
              record   { sync = batch, parquet = false }
              failure  { policy = continue, ratio = 0.5, after = 100 }
              retry    = none
            }
            seine.server { host = 127.0.0.1, port = 8080, token = none, root = "./seine-data", allow-addresses = [],
                           allow-hosts = [], max-body = 8MiB, max-connections = 256,
                           max-running-jobs = 4, max-transfers = 1024,
                           database { url = none, user = seine, password = none } }
            """;

    private static final String SERVER = """
            seine.server { host = localhost, port = 0, token = "0123456789abcdef=", root = data,
                           allow-addresses = ["127.0.0.0/8"], allow-hosts = [seine.example.org, "[::2]"],
                           max-body = 1MiB, max-connections = 7, max-running-jobs = 2, max-transfers = 30,
                           database { url = "jdbc:postgresql://db/seine", user = me, password = pass } }
            """;

    private static final String OTHERWISE = """
            seine.job {
              name = flags
              source   { path = "-", follow = true, watch = none, watch-settle = 1s, watch-jobs = 2,
                         urls = ["http://h/1", "http://h/2?a=b#c"], format = CSV, url = "http://h/{cc}.gif",
                         columns = [cc], key = "{cc}", skip = 7, limit = 8, duplicates = first }
              enrich   = [{ url = "http://h/{cc}.json", fields { country = "/country", all = "" } }]
              schedule { per-host { parallelism = 3, rate = 20/m, delay = 2s, max-hold = 90s }, look-ahead = 500,
                         robots-txt = true }
              fetch    { parallelism = 16, connect-timeout = 500ms, first-byte-timeout = "2 s", idle-timeout = 3 seconds,
                         total-timeout = 4m, min-speed = 0B/s, max-size = 1GB, spool-above = 0, retries = 0,
                         max-redirects = 0, allow-addresses = ["127.0.0.0/8", "::1"], x-robots-tag = off,
                         headers { Referer = "http://h/", X-Number = 007 },
                         auth { bearer = none, basic = "me:it" }, cookies { a = b, c = "d" },
                         user-agent = Mozilla/5.0, contact = ignored, proxy = "http://u:p@[::1]:8080/",
                         tls { verify = false, trust-store = /t.p12, trust-store-password = open, min-version = 1.3 } }
              decode   { mode = transform, codec = imageio, thorough = true, parallelism = 3, memory = 64MiB, max-pixels = 1000,
                         format = webp, quality = 1, progressive = on, chroma = "4:4:4", metadata = keep,
                         grayscale = rgb, background = "#ff8000", animated = first, resize { mode = keep-ratio-largest, size = 64, only-if-bigger = yes },
                         filter { min-side = 10, max-area = 5000000000, max-aspect = 2.5 } }
              save     { layout = Files, keys = holes, directory = pictures, bucket = "s3://birds/small/", name = "{key}",
                         collision = fail, shard-size = 100, duplicates = skip,
                         variants = [{ name = "{cc}", mode = verify }, { name = "32/{cc}", quality = 80, resize.size = 32 }], min-free = 0 }
              s3       { endpoint = "https://s3.example.org:9000", region = eu-central-1, path-style = false }
              record   { sync = each, parquet = true }
              failure  { policy = stop-above, ratio = 0.25, after = 10 }
              retry    = "failed:dns, not_found"
            }
            """;

    @Test
    void defaultsAreThoseThatWereAgreed() {
        assertThat(leaves(REFERENCE)).containsAllEntriesOf(leaves(ConfigFactory.parseString(AGREED)));
    }

    @Test
    void everyKeyHasACommentAboveIt() {
        var bare = new ArrayList<String>();
        walk("", REFERENCE.root(), (key, value) -> {
            if (value.origin().comments().isEmpty() && !(value instanceof ConfigObject section && !section.isEmpty())) {
                bare.add(value.origin().lineNumber() + ": " + key);
            }
        });
        assertThat(bare).isEmpty();
    }

    @Test
    void defaultsAloneMakeAJob() {
        var job = Settings.defaults().job();
        assertThat(job.source())
                .isEqualTo(new SourceSettings(
                        List.of(),
                        false,
                        List.of(),
                        SourceSettings.Format.AUTO,
                        Template.parse("{url}"),
                        null,
                        null,
                        0,
                        null,
                        SourceSettings.Duplicates.KEEP,
                        null));
        assertThat(job.save())
                .isEqualTo(new SaveSettings(
                        SaveSettings.Layout.FILES,
                        SaveSettings.Keys.HOLES,
                        Path.of("out"),
                        null,
                        Template.parse("{key}"),
                        SaveSettings.Collision.SUFFIX,
                        10_000,
                        SaveSettings.Duplicates.KEEP,
                        List.of(),
                        DataSize.parse("100MiB")));
        assertThat(job.fetch().userAgent()).isEqualTo("Seine/" + Version.current());
        assertThat(job.decode().parallelism()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(job.decode().encoding().format()).isNull();
        assertThat(job.decode().filter()).isEqualTo(DecodeSettings.Filter.NONE);
    }

    @Test
    void everyKeyIsRead() {
        assertThat(leaves(ConfigFactory.parseString(OTHERWISE)).keySet())
                .as("the example sets every key")
                .containsAll(leaves(REFERENCE.withOnlyPath("seine.job")).keySet());
        assertThat(Settings.defaults().text(OTHERWISE).job())
                .isEqualTo(new JobSettings(
                        "flags",
                        new SourceSettings(
                                List.of(SourceSettings.STANDARD_INPUT),
                                true,
                                List.of("http://h/1", "http://h/2?a=b#c"),
                                SourceSettings.Format.CSV,
                                Template.parse("http://h/{cc}.gif"),
                                Set.of("cc"),
                                Template.parse("{cc}"),
                                7,
                                8L,
                                SourceSettings.Duplicates.FIRST,
                                null),
                        List.of(new EnrichSettings(
                                Template.parse("http://h/{cc}.json"), Map.of("country", "/country", "all", ""))),
                        new ScheduleSettings(
                                new ScheduleSettings.PerHost(3, Duration.ofSeconds(3), Duration.ofSeconds(90)),
                                500,
                                true),
                        fetch(),
                        new DecodeSettings(
                                DecodeSettings.Mode.TRANSFORM,
                                DecodeSettings.Engine.IMAGEIO,
                                true,
                                3,
                                DataSize.parse("64MiB"),
                                1000,
                                DecodeSettings.Animated.FIRST,
                                SIZE_64,
                                encoding(1),
                                new DecodeSettings.Filter(10, 5_000_000_000L, 2.5)),
                        new SaveSettings(
                                SaveSettings.Layout.FILES,
                                SaveSettings.Keys.HOLES,
                                Path.of("pictures"),
                                S3Address.parse("s3://birds/small"),
                                Template.parse("{key}"),
                                SaveSettings.Collision.FAIL,
                                100,
                                SaveSettings.Duplicates.SKIP,
                                List.of(
                                        new VariantSettings(
                                                Template.parse("{cc}"),
                                                new DecodeSettings.Form(
                                                        DecodeSettings.Mode.VERIFY, SIZE_64, encoding(1))),
                                        new VariantSettings(
                                                Template.parse("32/{cc}"),
                                                new DecodeSettings.Form(
                                                        DecodeSettings.Mode.TRANSFORM,
                                                        new DecodeSettings.Resize(Fit.KEEP_RATIO_LARGEST, 32, true),
                                                        encoding(80)))),
                                new DataSize(0)),
                        new S3Settings(URI.create("https://s3.example.org:9000"), "eu-central-1", false),
                        new RecordSettings(RecordSettings.Sync.EACH, true),
                        new FailureSettings(FailureSettings.Policy.STOP_ABOVE, 0.25, 10),
                        new RetrySettings(Set.of(Kind.DNS, Kind.NOT_FOUND))));
    }

    private static Encoding encoding(int quality) {
        return new Encoding(
                ImageFormat.WEBP,
                quality,
                true,
                Encoding.Chroma.FULL,
                Encoding.Metadata.KEEP,
                Encoding.Grayscale.RGB,
                0xff8000);
    }

    @Test
    void everyKeyOfTheServerIsRead() {
        assertThat(leaves(ConfigFactory.parseString(SERVER)).keySet())
                .as("the example sets every key")
                .containsAll(leaves(REFERENCE.withOnlyPath("seine.server")).keySet());
        assertThat(Settings.defaults().text(SERVER).server())
                .isEqualTo(new ServerSettings(
                        "localhost",
                        0,
                        new Secret("0123456789abcdef="),
                        Path.of("data"),
                        List.of(AddressRange.parse("127.0.0.0/8")),
                        List.of("seine.example.org", "[::2]"),
                        DataSize.parse("1MiB"),
                        7,
                        new Capacity(2, 30),
                        new DatabaseSettings("jdbc:postgresql://db/seine", "me", new Secret("pass"))));
    }

    private static FetchSettings fetch() {
        return new FetchSettings(
                16,
                new FetchSettings.Deadlines(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(4),
                        new DataSize(0)),
                DataSize.parse("1GB"),
                new DataSize(0),
                0,
                0,
                List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1")),
                false,
                Map.of(
                        "Referer", new Secret("http://h/"),
                        "X-Number", new Secret("007"),
                        "Authorization", new Secret("Basic bWU6aXQ="),
                        "Cookie", new Secret("a=b; c=d")),
                "Mozilla/5.0",
                new FetchSettings.Proxy("::1", 8080, new Secret("u:p")),
                new FetchSettings.Tls(false, Path.of("/t.p12"), new Secret("open"), FetchSettings.Tls.Version.TLS_1_3));
    }

    /// Every setting by its full name; a list is one, and so is a section that takes the user's own names.
    private static Map<String, Object> leaves(Config config) {
        Map<String, Object> leaves = new TreeMap<>();
        walk("", config.root(), (key, value) -> {
            if (key.endsWith(".headers") || key.endsWith(".cookies")) {
                leaves.put(key, value.unwrapped());
            } else if (!(value instanceof ConfigObject) && !key.contains(".headers.") && !key.contains(".cookies.")) {
                leaves.put(key, value.unwrapped());
            }
        });
        return leaves;
    }

    private static void walk(String prefix, ConfigObject section, BiConsumer<String, ConfigValue> visit) {
        section.forEach((name, value) -> {
            var key = prefix + ConfigUtil.joinPath(name);
            visit.accept(key, value);
            if (value instanceof ConfigObject inner) {
                walk(key + ".", inner, visit);
            }
        });
    }
}
