package io.seine.record;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.EnrichSettings;
import io.seine.config.JobSettings;
import io.seine.config.SaveSettings;
import io.seine.config.SourceSettings;
import io.seine.config.VariantSettings;
import io.seine.model.Credentials;
import io.seine.model.ObjectStore;
import io.seine.model.Place;
import io.seine.model.S3Address;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What shapes the results of a job: its source, and the settings that decide what is saved of an item and under which
/// name. Speed, deadlines, limits and permissions do not: they may change from run to run, so that what failed by them
/// can be tried again.
final class Fingerprint {
    /// The part that tells the list itself.
    static final String LIST = "source.path content";

    /// The parts that tell where results are.
    static final String BUCKET = "save.bucket";

    static final String ENDPOINT = "s3.endpoint";
    static final String LAYOUT = "save.layout";
    static final String DUPLICATES = "save.duplicates";

    private static final int ENDS = 1 << 16;

    private final Map<String, String> parts = new LinkedHashMap<>();

    private final ObjectStore store;

    private Fingerprint(ObjectStore store) {
        this.store = store;
    }

    /// The parts by their names, in the order of `reference.conf`.
    ///
    /// @param store what reaches lists in buckets
    static Map<String, String> of(JobSettings settings, ObjectStore store) throws IOException {
        var fingerprint = new Fingerprint(store);
        fingerprint.source(settings.source());
        fingerprint.enrich(settings.enrich());
        fingerprint.decode(settings);
        fingerprint.save(settings.save());
        fingerprint.variants(settings.save().variants());
        fingerprint.bucket(settings);
        fingerprint.part("record.parquet", settings.record().parquet());
        return fingerprint.parts;
    }

    private void source(SourceSettings source) throws IOException {
        part(LIST, source.follow() ? "a list that grows" : content(source.paths()));
        part("source.urls", addresses(source.urls()));
        part("source.format", word(source.format()));
        part("source.url", source.url());
        part("source.columns", source.columns() == null ? "all" : source.columns());
        part("source.key", or("auto", source.key()));
        part("source.skip", source.skip());
        part("source.limit", or("none", source.limit()));
        part("source.duplicates", word(source.duplicates()));
    }

    private void enrich(List<EnrichSettings> documents) {
        for (int i = 0; i < documents.size(); i++) {
            var name = "enrich[" + i + "].";
            part(name + "url", documents.get(i).url());
            new TreeMap<>(documents.get(i).fields()).forEach((field, value) -> part(name + "fields." + field, value));
        }
    }

    private void decode(JobSettings settings) {
        var decode = settings.decode();
        part("decode.mode", word(decode.mode()));
        if (settings.forms().stream().anyMatch(form -> form.mode() == Mode.TRANSFORM)) { // else what came is saved
            part("decode.codec", word(decode.codec()));
        }
        part("decode.thorough", decode.thorough());
        part("decode.animated", word(decode.animated()));
        var encoding = decode.encoding();
        part("decode.format", format(encoding));
        part("decode.quality", encoding.quality());
        part("decode.progressive", encoding.progressive());
        part("decode.chroma", encoding.chroma().word());
        part("decode.metadata", word(encoding.metadata()));
        part("decode.grayscale", word(encoding.grayscale()));
        part("decode.background", String.format(Locale.ROOT, "#%06x", encoding.background()));
        part("decode.resize.mode", word(decode.resize().mode()));
        part("decode.resize.size", decode.resize().size());
        part("decode.resize.only-if-bigger", decode.resize().onlyIfBigger());
        part("decode.filter.min-side", or("none", decode.filter().minSide()));
        part("decode.filter.max-area", or("none", decode.filter().maxArea()));
        part("decode.filter.max-aspect", or("none", decode.filter().maxAspect()));
    }

    private void save(SaveSettings save) {
        part(LAYOUT, word(save.layout()));
        part("save.keys", word(save.keys()));
        part("save.name", save.name());
        part("save.collision", word(save.collision()));
        part("save.shard-size", save.shardSize());
        part(DUPLICATES, word(save.duplicates()));
    }

    private void variants(List<VariantSettings> variants) {
        for (int i = 0; i < variants.size(); i++) {
            var name = "save.variants[" + i + "].";
            var form = variants.get(i).form();
            part(name + "name", variants.get(i).name());
            part(name + "mode", word(form.mode()));
            if (form.mode() == Mode.TRANSFORM) {
                part(name + "format", format(form.encoding()));
                part(name + "quality", form.encoding().quality());
                part(name + "resize.mode", word(form.resize().mode()));
                part(name + "resize.size", form.resize().size());
                part(name + "resize.only-if-bigger", form.resize().onlyIfBigger());
            }
        }
    }

    private static String format(Encoding encoding) {
        return encoding.format() == null ? "original" : word(encoding.format());
    }

    /// Folders of those who have none tell nothing of it.
    private void bucket(JobSettings settings) {
        var bucket = settings.save().bucket();
        if (bucket != null) {
            part(BUCKET, bucket);
            part(ENDPOINT, or("none", settings.s3().endpoint()));
        }
    }

    /// Addresses tell no passwords, and every part stands in a line of its own.
    private void part(String name, Object value) {
        parts.put(inLine(name).replace("=", "\\u003d"), inLine(Credentials.dropped(value.toString())));
    }

    static String inLine(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static Object or(String absent, @Nullable Object value) {
        return value == null ? absent : value;
    }

    /// A word of a setting, as configuration spells it.
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String addresses(List<String> urls) {
        if (urls.isEmpty()) {
            return "none";
        }
        var digest = sha256();
        urls.forEach(url -> digest.update((Credentials.dropped(url) + "\n").getBytes(StandardCharsets.UTF_8)));
        return urls.size() + " addresses, " + hex(digest);
    }

    /// Length, beginning and end of every list: enough to tell another, and quick however long they are.
    private String content(List<Place> lists) throws IOException {
        if (lists.stream().anyMatch(list -> list instanceof Place.File(Path path) && !Files.isRegularFile(path))) {
            return "unknown";
        }
        long length = 0;
        var digest = sha256();
        for (var list : lists) {
            length += switch (list) {
                case Place.File(Path path) -> content(path, digest);
                case Place.InBucket(S3Address address) -> content(address, digest);
            };
        }
        return lists.isEmpty() ? "none" : length + " bytes, " + hex(digest);
    }

    /// The store's own word for an object's content does for the content.
    private long content(S3Address list, MessageDigest digest) throws IOException {
        var found = store.find(list).orElseThrow(() -> new IOException(list + ": there is no such object"));
        digest.update(found.tag().getBytes(StandardCharsets.UTF_8));
        return found.size();
    }

    private static long content(Path list, MessageDigest digest) throws IOException {
        try (var file = new RandomAccessFile(list.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(ENDS, file.length())];
            file.readFully(bytes);
            digest.update(bytes);
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            digest.update(bytes);
            return file.length();
        }
    }

    private static String hex(MessageDigest digest) {
        return "sha256 " + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
