package io.seine.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// What a job left in its output folder, read by others than who wrote it.
record Dataset(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A file in a tar.
    static final class Member {
        private final TarArchiveEntry entry;
        private final byte[] content;

        private Member(TarArchiveEntry entry, byte[] content) {
            this.entry = entry;
            this.content = content;
        }

        TarArchiveEntry entry() {
            return entry;
        }

        byte[] content() {
            return content;
        }

        String name() {
            return entry.getName();
        }

        JsonNode json() throws IOException {
            return JSON.readTree(content);
        }
    }

    /// The files of a tar in their order.
    List<Member> tar(String name) throws IOException {
        var members = new ArrayList<Member>();
        try (var in = new TarArchiveInputStream(Files.newInputStream(folder.resolve(name)), "UTF-8")) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                members.add(new Member(entry, in.readAllBytes()));
            }
        }
        return members;
    }

    List<String> names(String tar) throws IOException {
        return tar(tar).stream().map(Member::name).toList();
    }

    JsonNode json(String name) throws IOException {
        return JSON.readTree(folder.resolve(name).toFile());
    }

    /// The rows of a Parquet file as DuckDB reads them, each value by the name of its column.
    List<Map<String, @Nullable Object>> parquet(String name) throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement();
                var result = statement.executeQuery("SELECT * FROM read_parquet('" + folder.resolve(name) + "')")) {
            var rows = new ArrayList<Map<String, @Nullable Object>>();
            while (result.next()) {
                var row = new LinkedHashMap<String, @Nullable Object>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(result.getMetaData().getColumnName(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /// Digests of the files that users see, by their names, but for ledger and summary. Times are taken out of
    /// statistics.
    Map<String, String> digests() throws IOException {
        var digests = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                if (!name.equals("ledger.jsonl") && !name.equals("summary.json")) {
                    digests.put(name, digest(name.endsWith("_stats.json") ? timeless(name) : Files.readAllBytes(file)));
                }
            }
        }
        return digests;
    }

    private byte[] timeless(String name) throws IOException {
        return ((ObjectNode) json(name))
                .without(List.of("duration", "start_time", "end_time"))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// The files in Seine's own folder, relative to it.
    List<String> own() throws IOException {
        var own = folder.resolve(".seine");
        try (var files = Files.walk(own)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> own.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
