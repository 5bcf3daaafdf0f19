package io.seine.record;

import io.seine.config.SaveSettings;
import io.seine.model.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// The records of a shard as Parquet.
final class RecordsOutput implements ShardOutput {
    private static final String PARQUET = ".parquet";

    private final ParquetTable<Outcome> table;

    private RecordsOutput(ParquetTable<Outcome> table) {
        this.table = table;
    }

    static RecordsOutput create(Path folder, String name, SaveSettings settings, Collection<String> fields)
            throws IOException {
        var file = ShardOutput.part(folder, name, PARQUET);
        return new RecordsOutput(ParquetTable.create(file, RecordColumns.of(settings, fields)));
    }

    @Override
    public void add(int place, Outcome outcome) throws IOException {
        table.add(outcome);
    }

    @Override
    public void close() throws IOException {
        table.close();
    }

    @Override
    public List<String> endings() {
        return List.of(PARQUET);
    }
}
