package io.seine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person reads who has written something that Seine cannot use.
class MistakesTest {
    /// Pieces of HOCON, to be put together at random.
    private static final List<String> PIECES = List.of(
            "seine",
            "job",
            ".",
            "{",
            "}",
            "[",
            "]",
            "=",
            ":",
            ",",
            "\n",
            "\"",
            "${",
            "?",
            "+=",
            "#",
            "//",
            "null",
            "true",
            "5",
            "-1",
            "10s",
            "1KiB",
            "source",
            "path",
            "fetch",
            "parallelism",
            "headers",
            "enrich",
            "url",
            "fields",
            "/a",
            "include",
            " ",
            "\u0000",
            "é",
            "tls",
            "verify",
            "urls",
            "save",
            "name",
            "{key}",
            "decode",
            "filter",
            "auto");

    private static final List<String> KEYS = List.of(
            "name",
            "source.urls",
            "source.path",
            "source.key",
            "enrich",
            "fetch.headers",
            "fetch.tls",
            "decode.format",
            "decode.filter.max-area");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name = null                           | name: expected a value such as "job", got null
            name = [a]                            | name: expected a value such as "job", got a list in brackets
            name = { a = 1 }                      | name: expected a value such as "job", got a section in braces
            name = ""                             | name: expected a line of text, got ""
            name = "a\\nb"                        | name: expected a line of text, got "a\\nb"
            name = "a\\ud800"                     | name: holds a surrogate without its other half, which UTF-8 cannot encode
            source = 5                            | source: expected a section in braces, got a value
            source.path = ""                      | source.path: expected a path, got ""
            source.path = "s3://birds"            | source.path: expected s3://BUCKET/KEY, got "s3://birds"
            source.urls = "http://h/"             | source.urls: expected a list in brackets, got "http://h/"
            source.urls = [a, null]               | source.urls: expected a text, got null
            source.urls = ["\\udc00x"]            | source.urls: holds a surrogate without its other half, which UTF-8 cannot encode
            source.urls = [{ a = 1 }]             | source.urls: expected a text, got a section in braces
            source.format = xml                   | source.format: expected one of auto, text, csv, tsv, json, jsonl, parquet; got "xml"
            source.url = "http://{"               | source.url: "http://{" opens a brace at column 8 and names nothing up to its end
            source.key = "a}"                     | source.key: "a}" closes a brace at column 2 that was never opened
            source.skip = -1                      | source.skip: expected a whole number of 0 or more, got "-1"
            source { path = a, watch = b }        | source.watch: lists come from the folder: there are no path, no urls and no follow beside it
            source.watch-jobs = 0                 | source.watch-jobs: expected a whole number from 1 to 1000, got "0"
            source.limit = auto                   | source.limit: expected a whole number of 0 or more, got "auto"
            source.limit = 1e6                    | source.limit: expected a whole number of 0 or more, got "1e6"
            enrich = x                            | enrich: expected a list in brackets, got "x"
            enrich = [x]                          | enrich: expected sections in braces, got "x"
            enrich = [{ fields { a = "/a" } }]    | enrich[0].url: is missing
            enrich = [{ url = "http://h/" }]      | enrich[0].fields: is missing
            schedule.look-ahead = 0               | schedule.look-ahead: expected a whole number from 1 to 10000000, got "0"
            schedule.per-host.parallelism = 0     | schedule.per-host.parallelism: expected a whole number from 1 to 65536, got "0"
            schedule.per-host.rate = 0/s          | schedule.per-host.rate: expected a whole number from 1 to 1000000, got "0"
            schedule.per-host.rate = 10           | schedule.per-host.rate: expected a rate such as 10/s, 30/m or 100/h, got "10"
            schedule.per-host.rate = 10/day       | schedule.per-host.rate: expected a rate such as 10/s, 30/m or 100/h, got "10/day"
            schedule.per-host.delay = 5           | schedule.per-host.delay: expected a duration from 1ms to 7d, such as 10s, got "5"
            schedule.per-host.max-hold = 0s       | schedule.per-host.max-hold: expected a duration from 1ms to 7d, such as 10s, got "0s"
            fetch.parallelism = many              | fetch.parallelism: expected a whole number from 1 to 65536, got "many"
            fetch.connect-timeout = 10            | fetch.connect-timeout: expected a duration from 1ms to 7d, such as 10s, got "10"
            fetch.connect-timeout = -10s          | fetch.connect-timeout: expected a duration from 1ms to 7d, such as 10s, got "-10s"
            fetch.idle-timeout = 10 parsecs       | fetch.idle-timeout: expected a duration from 1ms to 7d, such as 10s, got "10 parsecs"
            fetch.total-timeout = 8d              | fetch.total-timeout: expected a duration from 1ms to 7d, such as 10s, got "8d"
            fetch.min-speed = 10KiB               | fetch.min-speed: expected a speed such as 1KiB/s, got "10KiB"
            fetch.min-speed = fast/s              | fetch.min-speed: expected a speed such as 1KiB/s, got "fast/s"
            fetch.max-size = 10 apples            | fetch.max-size: expected a size such as 64MiB, got "10 apples"
            fetch.max-size = 0                    | fetch.max-size: expected a size of 1 B or more, got "0"
            fetch.spool-above = 10GiB             | fetch.spool-above: expected a size from 0 B to 1.0 GiB, got "10GiB"
            fetch.allow-addresses = ["localhost"] | fetch.allow-addresses: expected a range of addresses such as 10.0.0.0/8 or fc00::/7, got "localhost"
            fetch.x-robots-tag = maybe            | fetch.x-robots-tag: expected true or false, got "maybe"
            fetch.headers = 5                     | fetch.headers: expected a section in braces, got a value
            fetch.headers { A { b = 1 } }         | fetch.headers.A: expected a text, got a section in braces
            fetch.headers { A = null }            | fetch.headers.A: expected a text, got null
            fetch.headers { A = "\\ud800" }       | fetch.headers.A: holds a surrogate without its other half, which UTF-8 cannot encode
            fetch.headers { "A:" = b }            | fetch.headers."A:": not a name of a header: "A:"
            fetch.headers { A = "b\\r\\nC: d" }   | fetch.headers.A: expected a line of text
            fetch.headers { Content-Length = 5 }  | fetch.headers.Content-Length: this header belongs to the connection and cannot be set
            fetch.auth = "s3cret"                 | fetch.auth: expected a section in braces, got a value
            fetch.auth.bearer = ["s3cret"]        | fetch.auth.bearer: expected a value such as "none", got a list in brackets
            fetch.auth.bearer = "s3cret s3cret"   | fetch.auth.bearer: expected a bearer token: letters, digits and - . _ ~ + / =
            fetch.auth.basic = s3cret             | fetch.auth.basic: expected user:password
            fetch.auth { bearer = a, basic = "b:c" } | fetch.auth.basic: another setting has the header Authorization sent, too: there can be only one
            fetch.cookies { "a b" = c }           | fetch.cookies."a b": not a name of a cookie: "a b"
            fetch.cookies { a = "s3cret;" }       | fetch.cookies.a: a cookie holds no spaces, quotes, commas, semicolons and backslashes
            fetch.proxy = "socks://s3cret@h"      | fetch.proxy: expected a proxy such as http://proxy.example.org:3128
            fetch.tls.min-version = 1.1           | fetch.tls.min-version: expected 1.2 or 1.3, got "1.1"
            fetch.user-agent = "a\\nb"            | fetch.user-agent: expected a line of text, got "a\\nb"
            decode.mode = look                    | decode.mode: expected one of none, verify, transform; got "look"
            decode.parallelism = 0                | decode.parallelism: expected a whole number from 1 to 1024, got "0"
            decode.max-pixels = 1e9               | decode.max-pixels: expected a whole number from 1 to 2147483647, got "1e9"
            decode.format = avif                  | decode.format: expected one of jpeg, png, webp; got "avif"
            decode.chroma = 420                   | decode.chroma: expected 4:2:0, 4:2:2, 4:4:4, got "420"
            decode.memory = much                  | decode.memory: expected a size such as 64MiB, got "much"
            decode.quality = 101                  | decode.quality: expected a whole number from 1 to 100, got "101"
            decode.background = pink              | decode.background: expected white, black or "#rrggbb", got "pink"
            decode.resize.size = 0                | decode.resize.size: expected a whole number from 1 to 65535, got "0"
            decode.filter.min-side = 0            | decode.filter.min-side: expected a whole number from 1 to 2147483647, got "0"
            decode.filter.max-area = big          | decode.filter.max-area: expected a whole number of 1 or more, got "big"
            decode.filter.max-aspect = 0.5        | decode.filter.max-aspect: expected a ratio of 1 or more, got "0.5"
            save.directory = ""                   | save.directory: expected a path, got ""
            save.name = "{key"                    | save.name: "{key" opens a brace at column 1 and names nothing up to its end
            save.name = "/abs/{key}"              | save.name: expected a name such as {key} or {host}/{key}, got "/abs/{key}", which has an empty part
            save.name = "{host}/"                 | save.name: expected a name such as {key} or {host}/{key}, got "{host}/", which has an empty part
            save.name = ""                        | save.name: expected a name such as {key} or {host}/{key}, got "", which has an empty part
            save.collision = panic                | save.collision: expected one of suffix, fail, overwrite; got "panic"
            save.layout = zip                     | save.layout: expected one of files, webdataset, none; got "zip"
            save.duplicates = maybe               | save.duplicates: expected one of keep, link, skip; got "maybe"
            source.duplicates = maybe             | source.duplicates: expected one of keep, first; got "maybe"
            save.variants = "{key}"               | save.variants: expected a list in brackets, got "{key}"
            save.keys = sparse                    | save.keys: expected one of holes, dense; got "sparse"
            save.shard-size = 0                   | save.shard-size: expected a whole number from 1 to 10000000, got "0"
            save.min-free = some                  | save.min-free: expected a size such as 64MiB, got "some"
            record.sync = maybe                   | record.sync: expected one of none, batch, each; got "maybe"
            record.parquet = maybe                | record.parquet: expected true or false, got "maybe"
            save.bucket = "birds/small"           | save.bucket: expected s3://BUCKET/KEY, got "birds/small"
            save.bucket = "s3://birds/"           | save.bucket: expected s3://BUCKET/KEY, got "s3://birds"
            save.bucket = "s3://Birds/a"          | save.bucket: "Birds" cannot be the name of a bucket
            s3.endpoint = "localhost:9000"        | s3.endpoint: expected an address such as https://s3.example.org:9000, without a path or credentials
            s3.endpoint = "http://u:p@h/"         | s3.endpoint: expected an address such as https://s3.example.org:9000, without a path or credentials
            s3.path-style = maybe                 | s3.path-style: expected auto, true or false, got "maybe"
            failure.policy = stop                 | failure.policy: expected one of continue, stop-at-first, stop-above; got "stop"
            failure.ratio = 2                     | failure.ratio: expected a ratio from 0 to 1, got "2"
            failure.ratio = half                  | failure.ratio: expected a ratio from 0 to 1, got "half"
            failure.after = 0                     | failure.after: expected a whole number of 1 or more, got "0"
            """)
    void aValueThatCannotBeUsedNamesItsPlaceItsKeyAndWhatWasExpected(String line, String message) throws IOException {
        var file = file("# a batch\n\nseine.job." + line);
        assertThat(problemsOf(file)).containsExactly(file + ":3: seine.job." + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            decode.format = png                              | decode.format: only decode.mode = transform writes another format
            decode.resize.mode = border                      | decode.resize.mode: only decode.mode = transform resizes
            decode { mode = none, filter { min-side = 10 } } | decode.mode: decode.filter needs the dimensions, which decode.mode = none does not read
            save { layout = webdataset, name = "{url}" }     | save.name: save.layout = webdataset names samples by their keys: set source.key
            save { layout = webdataset, collision = fail }   | save.collision: with save.layout = webdataset a key belongs to the first row that has it
            save.keys = dense                                | save.keys: only save.layout = webdataset numbers samples
            save { layout = webdataset, keys = dense }, seine.job.source.key = "{url}" | save.keys: dense keys are numbers: source.key would have no meaning
            """)
    void settingsThatWouldSilentlyDoNothingAreRefused(String line, String message) throws IOException {
        var file = file("seine.job." + line);
        assertThat(problemsOf(file)).containsExactly(file + ":1: seine.job." + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            seine.job.fetch.paralelism = 5    | seine.job.fetch.paralelism: there is no such key; did you mean seine.job.fetch.parallelism?
            seine.job.fetch.tls.verfy = no    | seine.job.fetch.tls.verfy: there is no such key; did you mean seine.job.fetch.tls.verify?
            seine.job.sorce.path = x          | seine.job.sorce: there is no such key; did you mean seine.job.source?
            seine.jobs.name = x               | seine.jobs: there is no such key; did you mean seine.job?
            siene.job.name = x                | siene: there is no such key; did you mean seine?
            seine.job.entirely-unheard-of = x | seine.job.entirely-unheard-of: there is no such key
            seine = 5                         | seine: expected a section in braces, got a value
            seine.job = 5                     | seine.job: expected a section in braces, got a value
            seine.job.fetch.tls = null        | seine.job.fetch.tls: expected a section in braces, got a value
            seine.system = 5                  | seine.system: expected a section in braces, got a value
            """)
    void anUnknownKeyIsRefusedAtEveryLevelAndTheNearestNamed(String line, String message) throws IOException {
        var file = file("\n" + line);
        assertThat(problemsOf(file)).containsExactly(file + ":2: " + message);
    }

    @Test
    void severalMistakesAreToldAtOnceInTheOrderOfTheirLines() throws IOException {
        var file = file("""
                seine.job {
                  save.shard-size = 0
                  fetch {
                    retries = some
                    allow-addresses = ["127.0.0.0/8",
                      "10.0.0.0/99",
                      "nowhere"]
                  }
                  enrich = [
                    { url = "http://h/{", fields { a = "/a" } }
                    { url = [1], fields { a = "b" } }
                    { url = "http://h/", fields { a = "/~2" }, feilds {} }
                  ]
                }
                """);
        var range = "fetch.allow-addresses: expected a range of addresses such as 10.0.0.0/8 or fc00::/7, got ";
        var pointer = "fields.a: expected a JSON pointer such as /country, got ";
        assertThat(problems(() ->
                        Settings.defaults().file(file).set("seine.job.name", "").job()))
                .extracting(problem -> problem.replace(file + ":", "").replace("seine.job.", ""))
                .containsExactly(
                        "--set name: expected a line of text, got \"\"",
                        "2: save.shard-size: expected a whole number from 1 to 10000000, got \"0\"",
                        "4: fetch.retries: expected a whole number from 0 to 100, got \"some\"",
                        "6: " + range + "\"10.0.0.0/99\"",
                        "7: " + range + "\"nowhere\"",
                        "10: enrich[0].url: \"http://h/{\" opens a brace at column 10 and names nothing up to its end",
                        "11: enrich[1].url: expected a value such as \"http://example.org/{cc}/metadata.json\", got a list in brackets",
                        "11: enrich[1]." + pointer + "\"b\"",
                        "12: enrich[2].feilds: there is no such key; there are fields and url",
                        "12: enrich[2]." + pointer + "\"/~2\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            save.variants = [{ mode = verify }]                            | save.variants[0].name: is missing
            save.variants = [{ name = a, sise = 3 }]                       | save.variants[0].sise: there is no such key; there are format and mode and name and quality and resize
            save.variants = [{ name = a, resize { sise = 3 } }]            | save.variants[0].resize.sise: there is no such key; there are mode and only-if-bigger and size
            save.variants = [{ name = a, resize = 3 }]                     | save.variants[0].resize: expected a section in braces, got a value
            save.variants = [{ name = a, mode = none }]                    | save.variants[0].mode: expected verify or transform: variants are made of pictures
            save.variants = [{ name = a, mode = verify, quality = 3 }]     | save.variants[0].quality: only mode = transform makes a picture anew
            save.variants = [{ name = a, format = gif }]                   | save.variants[0].format: expected one of jpeg, png, webp; got "gif"
            save.variants = [{ name = a }, { name = a, quality = 3 }]      | save.variants[1].name: another variant has this name
            save.variants = [{ name = "a//b" }]                            | save.variants[0].name: expected a name such as {key} or {host}/{key}, got "a//b", which has an empty part
            save { name = "{url}", variants = [{ name = a }] }             | save.name: the variants have names of their own
            save { layout = none, variants = [{ name = a }] }              | save.variants: save.layout = none saves nothing
            save { layout = webdataset, variants = [{ name = "512/{key}" }] } | save.variants[0].name: in a tar a variant is called {key}, or {key}. and letters, digits, - and _ behind it: {key}.512
            decode.mode = none, save.variants = [{ name = a }]             | save.variants: variants are made of pictures, which decode.mode = none does not look at
            save { layout = none, name = "{url}" }                         | save.name: save.layout = none has no files to name
            """)
    void mistakesInVariantsAreToldAsOthersAre(String settings, String message) throws IOException {
        var file = file("seine.job {\n" + settings + "\n}");
        assertThat(problemsOf(file)).contains(file + ":2: seine.job." + message);
    }

    @Test
    void severalUnknownKeysAreToldAtOnce() throws IOException {
        var file = file("seine.job {\n  fetch.paralelism = 1\n  sauce.path = x\n}");
        assertThat(problemsOf(file))
                .extracting(problem -> problem.substring(0, (file + ":0").length()))
                .containsExactly(file + ":2", file + ":3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            seine.job {\\n name = a\\n     | :3: a brace is never closed
            seine.job {\\n name = "a\\n}   | :2: Expecting a value but got wrong token: 'newline' (JSON does not allow unescaped newline in quoted strings, use a backslash escape)
            seine.job : { name : }         | :1: Expecting a value but got wrong token: '}'
            \\nseine.job.name = ${nothing} | :2: Could not resolve substitution to a value: ${nothing}
            """)
    void aMistakeInTheSyntaxNamesFileAndLine(String text, String message) throws IOException {
        var file = file(text.replace("\\n", "\n"));
        assertThat(problemsOf(file)).containsExactly(file + message);
    }

    @Test
    void aFileThatCannotBeReadIsNamedAsItWasGiven() throws IOException {
        assertThat(problemsOf(Path.of("nothing/there.conf")))
                .containsExactly("nothing/there.conf: there is no such file");
        assertThat(problemsOf(folder)).containsExactly(folder + ": is a folder, not a file");
        assertThat(problemsOf(file("include required(\"other.conf\")")))
                .containsExactly("other.conf: there is no such file");
    }

    @Test
    void whatShowsOnlyWhenAJobStartsIsToldWithItsPlaceToo() throws IOException {
        var late = new SettingsException(List.of("seine.job.source.path: there is no such file", "something else"));
        var file = file("seine.job.source {\n  path = urls.txt\n}");
        assertThat(Settings.defaults().file(file).located(late).problems())
                .containsExactly(file + ":2: seine.job.source.path: there is no such file", "something else");
        assertThat(Settings.defaults()
                        .set("seine.job.source.path", "x")
                        .located(late)
                        .problems())
                .startsWith("--set seine.job.source.path: there is no such file");
        assertThat(Settings.defaults().located(late).problems()).isEqualTo(late.problems());
    }

    @Test
    void aNameOfTheUsersOwnThatCannotBeEncodedIsRefused() throws IOException {
        var file = file("seine.job.enrich = [{ url = \"http://h/\", fields { \"a\\udc00\" = \"/a\" } }]");
        assertThat(problemsOf(file)).hasSize(1).first().asString().endsWith("which UTF-8 cannot encode");
    }

    @Test
    void anOptionIsNamedAsItWasGiven() {
        var settings = Settings.defaults();
        assertThat(problems(() ->
                        settings.set("seine.job.fetch.parallelism", "many").job()))
                .containsExactly(
                        "--set seine.job.fetch.parallelism: expected a whole number from 1 to 65536, got \"many\"");
        assertThat(problems(() -> settings.set("seine.job.fetch.paralelism", 5).job()))
                .containsExactly("--set seine.job.fetch.paralelism: there is no such key;"
                        + " did you mean seine.job.fetch.parallelism?");
        assertThat(problems(() -> settings.set("fetch.parallelism", "5")))
                .containsExactly(
                        "--set fetch.parallelism: there is no such key; did you mean seine.job.fetch.parallelism?");
        assertThat(problems(() -> settings.set("a b..c", "5"))).containsExactly("--set a b..c: this is no key");
        assertThat(problems(
                        () -> settings.setText("seine.job.decode.mode", "look").job()))
                .containsExactly("seine.job.decode.mode: expected one of none, verify, transform; got \"look\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set("seine.job.name", new Object()))
                .withMessage("--set seine.job.name: cannot be a java.lang.Object");
    }

    @Test
    void aVariableIsNamedAsItIsSet() {
        var settings = Settings.defaults();
        assertThat(problems(() -> settings.environment(Map.of("SEINE_JOB_FETCH_PARALLELISM", "many"))
                        .job()))
                .containsExactly("environment: SEINE_JOB_FETCH_PARALLELISM:"
                        + " expected a whole number from 1 to 65536, got \"many\"");
        var unknown = Map.of("SEINE_JOB_FETCH_PARALELISM", "5", "SEINE_JOB_NONE_SUCH_AT_ALL", "6", "PATH", "x");
        assertThat(problems(() -> settings.environment(unknown)))
                .containsExactly(
                        "environment: SEINE_JOB_FETCH_PARALELISM: there is no such key;"
                                + " did you mean SEINE_JOB_FETCH_PARALLELISM?",
                        "environment: SEINE_JOB_NONE_SUCH_AT_ALL: there is no such key");
    }

    @Test
    void aMistakeInATextNamesItsLine() {
        assertThat(problems(() -> Settings.defaults().text("\nseine.job.x = 1").job()))
                .singleElement()
                .asString()
                .startsWith("text:2: seine.job.x: there is no such key");
    }

    @Test
    void aSubstitutedValueNamesTheLineItComesFrom() throws IOException {
        var file = file("many = a few\n\nseine.job.fetch.parallelism = ${many}");
        assertThat(problemsOf(file))
                .singleElement()
                .asString()
                .startsWith(file + ":1: seine.job.fetch.parallelism: expected");
    }

    @Test
    void anUnknownSectionThatTwoLayersFillNamesOnePlace() throws IOException {
        var file = file("seine.job.foo.a = 1");
        assertThat(problems(() -> Settings.defaults()
                        .text("seine.job.foo.b = 2")
                        .file(file)
                        .job()))
                .singleElement()
                .asString()
                .startsWith(file + ":1: seine.job.foo: there is no such key");
    }

    @Test
    void aKeyOfOnesOwnThatIsNoTextIsRefused() {
        assertThat(problems(() -> Settings.defaults().text("origin { a = 1 }").text("origin", "x")))
                .containsExactly("text:1: origin has type OBJECT rather than STRING");
        assertThat(problems(() -> Settings.defaults().text("seine.system = 5").system()))
                .containsExactly("text:1: seine.system: expected a section in braces, got a value");
    }

    /// 3,000 mutilated batches: each is a job or has problems that a person can read, and nothing else happens.
    @Test
    void whateverStandsInABatchIsReadOrRefused() {
        var random = new Random(17);
        for (int round = 0; round < 3000; round++) {
            var text = new StringBuilder("seine.job." + KEYS.get(random.nextInt(KEYS.size())) + " = ");
            for (int piece = random.nextInt(8); piece > 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            try {
                Settings.defaults().text(text.toString()).job();
            } catch (SettingsException e) {
                assertThat(e.problems())
                        .as(text.toString())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem)
                                .isNotBlank()
                                .doesNotContain("merge of", "String:", "reference.conf", "com.typesafe"));
            }
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("application.conf"), text);
    }

    private static List<String> problemsOf(Path file) {
        return problems(() -> Settings.defaults().file(file).job());
    }

    private static List<String> problems(Supplier<?> reading) {
        var wrong = catchThrowableOfType(SettingsException.class, reading::get);
        assertThat(wrong).as("it was accepted").isNotNull();
        return wrong.problems();
    }
}
