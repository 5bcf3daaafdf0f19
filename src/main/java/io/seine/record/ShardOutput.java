package io.seine.record;

import io.seine.model.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The files of a shard while they are written aside.
interface ShardOutput extends Closeable {
    /// Adds the row at a place in the shard; they come in their order.
    void add(int place, Outcome outcome) throws IOException;

    /// Ends the files.
    @Override
    void close() throws IOException;

    /// What the names of the files end in, in the order in which they are to appear.
    List<String> endings();

    /// Where the file of that ending is written.
    static Path part(Path folder, String name, String ending) {
        return folder.resolve(name + ending + ".part");
    }
}
