package io.seine.record;

import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// The machine went down since the last run of an output folder: what its ledger holds behind a place is not to be
/// relied on, and neither are the files that are named there.
///
/// @param directory the output folder
/// @param length of the ledger up to that place, in bytes
/// @param moment no file that is named only behind it is older
public record PowerCut(Path directory, long length, Instant moment) {

    /// The power cut since the last run, if there was one.
    ///
    /// @throws OutputException if that cannot be told
    public static Optional<PowerCut> since(Path directory) {
        try {
            return Durable.read(directory)
                    .filter(Durable::machineWentDown)
                    .map(mark -> new PowerCut(directory, mark.length(), mark.moment()));
        } catch (IOException e) {
            throw new OutputException(directory + ": cannot be read: " + e, e);
        }
    }

    /// Hands on the paths in the part of the ledger that is not to be relied on.
    ///
    /// @throws OutputException if the ledger cannot be read
    public void forEachLost(Consumer<String> taker) {
        var ledger = Ledger.in(directory);
        try {
            if (Files.exists(ledger) && Files.size(ledger) > length) {
                SavedPaths.forEach(ledger, length, Long.MAX_VALUE, taker::accept);
            }
        } catch (IOException e) {
            throw new OutputException(ledger + ": cannot be read: " + e, e);
        }
    }
}
