package io.seine.database;

import java.sql.Connection;
import java.sql.SQLException;

/// The databases that a journal can be in.
enum Dialect {
    H2("org.h2.Driver", "slick.jdbc.H2Profile$") {
        @Override
        boolean lock(Connection connection) {
            return true; // the file is locked while it is open
        }

        @Override
        boolean closesItself() {
            return true;
        }
    },

    POSTGRESQL("org.postgresql.Driver", "slick.jdbc.PostgresProfile$") {
        @Override
        boolean lock(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var locked = statement.executeQuery(
                            "SELECT pg_try_advisory_lock(hashtext('seine registry ' || current_schema()))")) {
                return locked.next() && locked.getBoolean(1);
            }
        }

        @Override
        boolean closesItself() {
            return false;
        }
    };

    private final String driver;
    private final String profile;

    Dialect(String driver, String profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /// Keeps other servers away until `connection` is closed; false if one is there already.
    abstract boolean lock(Connection connection) throws SQLException;

    /// Whether it closes itself where it cannot be written. The driver takes old connections to it for good ones then,
    /// and one that opened it again at that moment can keep others from it: only a new one tells how it stands.
    abstract boolean closesItself();

    String driver() {
        return driver;
    }

    /// What Slick, the journal's library, calls it.
    String profile() {
        return profile;
    }
}
