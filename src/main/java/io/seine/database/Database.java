package io.seine.database;

import io.seine.config.DatabaseSettings;
import io.seine.config.Settings;
import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/// The database that a server's journal is in, locked for as long as this is open. It may be used on any thread.
public final class Database implements AutoCloseable {
    private static final String BINDINGS = "seine.system.pekko.actor.serialization-bindings";
    private static final String FOLDER = "registry";
    private static final String FILE = "jobs";
    private static final int ANSWERS_WITHIN_SECONDS = 2;
    /// H2's `DATABASE_ALREADY_OPEN_1`.
    private static final int H2_IN_USE = 90020;

    private static final String IN_USE = "another server is using it";

    private final Dialect dialect;
    private final String url;
    private final DatabaseSettings settings;
    private Connection connection;
    private boolean closed;

    private Database(Dialect dialect, String url, DatabaseSettings settings) throws SQLException {
        this.dialect = dialect;
        this.url = url;
        this.settings = settings;
        this.connection = connect();
    }

    /// Opens the database, and makes its tables where they are missing.
    ///
    /// @param root the server's folder: without an address the database is in files of its own below it
    /// @throws OutputException if it cannot be opened, or another server has it
    public static Database open(DatabaseSettings settings, Path root) {
        try {
            if (settings.url() != null) {
                return new Database(Dialect.POSTGRESQL, settings.url(), settings);
            }
            var folder = ownFolder(root.toAbsolutePath().normalize().resolve(FOLDER));
            var database = new Database(Dialect.H2, fileUrl(folder.resolve(FILE)), settings);
            own(folder.resolve(FILE + ".mv.db"), "rw-------");
            return database;
        } catch (SQLException | IOException e) {
            var place = settings.url() == null ? root.resolve(FOLDER) : "seine.server.database.url";
            throw new OutputException(place + ": the database cannot be used: " + reason(e), e);
        }
    }

    private static String reason(Exception failure) {
        return failure instanceof SQLException trouble && trouble.getErrorCode() == H2_IN_USE
                ? IN_USE
                : String.valueOf(failure.getMessage()).strip();
    }

    private static Path ownFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        own(folder, "rwx------");
        return folder;
    }

    /// What is submitted may hold secrets.
    private static void own(Path file, String permissions) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString(permissions));
        }
    }

    /// Every commit is in the file before it returns, and the file closes when this does.
    private static String fileUrl(Path file) {
        return "jdbc:h2:file:" + file.toString().replace(";", "\\;")
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }

    private String password() {
        return settings.password() == null ? "" : settings.password().value();
    }

    private Connection connect() throws SQLException {
        var opened = DriverManager.getConnection(url, settings.user(), password());
        try {
            if (!dialect.lock(opened)) {
                throw new SQLException(IN_USE);
            }
            Schema.prepare(opened, dialect);
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    /// The settings of an engine whose persistent actors write their journal here.
    ///
    /// @param events what they write, which is spelt as JSON
    public Settings over(Settings engine, Class<?> events) {
        var slick = "seine.system.jdbc-journal.slick.";
        return engine.setText("seine.system.pekko.persistence.journal.plugin", "jdbc-journal")
                .setText(BINDINGS + ".\"" + events.getName() + "\"", "jackson-json")
                .setText(slick + "profile", dialect.profile())
                .setText(slick + "db.driver", dialect.driver())
                .setText(slick + "db.url", url)
                .setText(slick + "db.user", settings.user())
                .setText(slick + "db.password", password());
    }

    /// What is wrong with the database now, if anything is. Whoever asks takes the lock again where it was lost.
    public synchronized Optional<String> trouble() {
        try {
            if (!closed && (dialect.closesItself() || !connection.isValid(ANSWERS_WITHIN_SECONDS))) {
                letGo();
                connection = connect();
            }
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(
                    Objects.requireNonNullElse(e.getMessage(), "no connection").strip());
        }
    }

    private void letGo() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone anyway.
        }
    }

    /// Lets it go. The engine that writes here has ended before.
    @Override
    public synchronized void close() {
        closed = true;
        letGo();
    }
}
