package io.seine.server;

import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.database.Database;
import io.seine.metrics.Metrics;

/// What a server stands on: an engine that is measured, and whose journal is in a database.
///
/// @param seine where the jobs run
/// @param database where they are remembered
/// @param metrics whom the engine tells what it does
public record Engine(Seine seine, Database database, Metrics metrics) implements AutoCloseable {

    /// Opens the database and starts the engine, as `seine.server` and `seine.system` say.
    ///
    /// @throws io.seine.config.SettingsException if the settings cannot be used
    /// @throws io.seine.model.OutputException if the database cannot be opened
    public static Engine open(Settings settings) {
        var server = settings.server();
        var database = Database.open(server.database(), server.root());
        var metrics = Metrics.create();
        return new Engine(
                Seine.create(database.over(settings, Event.class), server.capacity(), metrics), database, metrics);
    }

    /// Ends the jobs, then everything else. What is left of a job whose server has closed before is done by the next.
    @Override
    public void close() {
        seine.close();
        metrics.close();
        database.close();
    }
}
