package io.seine.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/// The tables, by version: `h2-1.sql` makes the first, `h2-2.sql` would make the second of the first.
final class Schema {
    private static final int VERSION = 1;
    private static final Pattern BETWEEN_STATEMENTS = Pattern.compile(";\\s*(\\n|$)");

    private Schema() {}

    /// Makes the tables what this version of Seine wants. Interrupted, it begins again where it was.
    ///
    /// @throws SQLException if they cannot be made, or a later version has made them
    static void prepare(Connection connection, Dialect dialect) throws SQLException {
        execute(connection, "CREATE TABLE IF NOT EXISTS seine_schema (version INTEGER PRIMARY KEY)");
        int found = version(connection);
        if (found > VERSION) {
            throw new SQLException("its tables are of version " + found + ", made by a later Seine; this one knows "
                    + VERSION + " at most");
        }
        for (int next = found + 1; next <= VERSION; next++) {
            for (var statement :
                    BETWEEN_STATEMENTS.splitAsStream(script(dialect, next)).toList()) {
                execute(connection, statement);
            }
            execute(connection, "INSERT INTO seine_schema (version) VALUES (" + next + ")");
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var version = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM seine_schema")) {
            version.next();
            return version.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String script(Dialect dialect, int version) {
        var name = dialect.name().toLowerCase(Locale.ROOT) + "-" + version + ".sql";
        try (var script = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
