package io.seine.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What is in an output folder: the files under their final names, the ledger, the summary.
final class Output {
    private static final JsonMapper JSON = new JsonMapper();

    /// What tells the time, or how often something was tried.
    private static final Set<String> PASSING = Set.of("started_at", "elapsed_ms", "attempts");

    private static final Pattern TIMED = Pattern.compile("ledger\\.jsonl|summary\\.json|\\d+_stats\\.json");

    private final Path folder;

    Output(Path folder) {
        this.folder = folder;
    }

    /// A digest of every file under its final name, except those that tell the time.
    Map<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return directory.endsWith(".seine") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    var name = folder.relativize(file).toString();
                    if (!TIMED.matcher(name).matches()) {
                        files.put(name, digest(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return files;
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How each row ended, by its index, after making sure that none is there twice. A torn last line is no record.
    Map<Long, JsonNode> rows() throws IOException {
        var rows = new HashMap<Long, JsonNode>();
        for (var line : wholeLines()) {
            var row = JSON.readTree(line);
            ((ObjectNode) row).remove(PASSING);
            assertThat(rows.put(row.required("index").asLong(), row))
                    .as("the rows before " + line)
                    .isNull();
        }
        return rows;
    }

    private List<String> wholeLines() throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve("ledger.jsonl"));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /// The counts of the summary.
    JsonNode summary() throws IOException {
        var summary = JSON.readTree(folder.resolve("summary.json").toFile());
        ((ObjectNode) summary).remove(List.of("elapsed_ms", "attempts", "bytes"));
        return summary;
    }

    /// What is in Seine's own folder and belongs to a run under way.
    Set<String> temporary() throws IOException {
        var left = new TreeSet<String>();
        try (var files = Files.walk(folder.resolve(".seine"))) {
            files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !Set.of(".seine/job", ".seine/lock", ".seine/durable", ".seine/sealed")
                            .contains(name))
                    .forEach(left::add);
        }
        return left;
    }
}
