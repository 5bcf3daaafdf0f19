package io.seine.job;

import io.seine.config.JobSettings;
import io.seine.config.RecordSettings.Sync;
import io.seine.config.SaveSettings;
import io.seine.config.SaveSettings.Duplicates;
import io.seine.fetch.HttpClient;
import io.seine.model.JobStatus;
import io.seine.model.OutputException;
import io.seine.model.StorageTrouble;
import io.seine.record.Identity;
import io.seine.record.Ledger;
import io.seine.record.PowerCut;
import io.seine.record.SavedPaths;
import io.seine.record.Sealing;
import io.seine.record.Summary;
import io.seine.record.Tally;
import io.seine.save.OutputFolder;
import io.seine.save.SavedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;

/// What one run of a job holds open: its output folder, its ledger, its connections. Opening and closing block.
///
/// @param folder the output
/// @param ledger the record of outcomes in it
/// @param client the HTTP client
/// @param sync how what it leaves outlives a power cut
record Run(OutputFolder folder, Ledger ledger, HttpClient client, Sync sync) {

    /// Takes hold of the output and reads what earlier runs have done.
    ///
    /// @throws io.seine.model.OutputException if the output cannot be used
    static Run open(JobSettings settings, ActorSystem<?> system, Executor blocking) {
        var folder = OutputFolder.open(settings.save().directory());
        try {
            Identity.claim(settings);
            removeLost(folder);
            var sync = settings.record().sync();
            var sealing = Sealing.of(settings, folder.temporary(), blocking).orElse(null);
            var ledger = Ledger.open(folder.directory(), sync, settings.retry(), sealing);
            try {
                removeUnsettled(folder);
                if (settings.save().duplicates() != Duplicates.KEEP) {
                    ledger.keepAccountOfContents();
                }
                Summary.remove(folder.directory());
                var client = new HttpClient(system, settings.fetch(), folder.temporary(), blocking);
                return new Run(folder.with(ledger.leftovers(), sync == Sync.EACH), ledger, client, sync);
            } catch (RuntimeException e) {
                ledger.close();
                throw e;
            }
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /// Removes what a power cut may have torn, of what will not be in the ledger any more.
    private static void removeLost(OutputFolder folder) {
        PowerCut.since(folder.directory()).ifPresent(cut -> {
            var files = new SavedFiles(folder.directory());
            cut.forEachLost(path -> files.remove(path, cut.moment()));
            files.removeEmptyFolders();
        });
    }

    /// Removes what a killed process has left of items of several files that it could not record.
    static void removeUnsettled(OutputFolder folder) {
        var paths = folder.unsettled().paths();
        if (!paths.isEmpty()) {
            SavedPaths.forEach(folder.directory(), paths::remove);
            var files = new SavedFiles(folder.directory());
            paths.forEach(files::remove);
            files.removeEmptyFolders();
        }
        folder.unsettled().settleAll();
    }

    /// What keeps the output from being written before anything is, if there is such a thing.
    Optional<StorageTrouble> shortage(SaveSettings settings) {
        return folder.shortage(settings.minFree());
    }

    /// Sees to the output after it could not be written: what of it can be made anew is.
    ///
    /// @return what is still wrong
    /// @throws io.seine.model.OutputException if the ledger was removed: a second one would tell half the truth
    Optional<StorageTrouble> mend(JobSettings settings) {
        try {
            ledger.checkInPlace();
            folder.mend();
            if (Files.notExists(folder.own().resolve("job"))) {
                Identity.claim(settings);
            }
            return shortage(settings.save());
        } catch (IOException e) {
            return Optional.of(StorageTrouble.of(folder.directory(), e));
        } catch (OutputException e) {
            if (e.getCause() instanceof IOException cause) {
                return Optional.of(StorageTrouble.of(folder.directory(), cause));
            }
            throw e;
        }
    }

    /// What earlier runs have done, and this one passes over.
    Tally.Counted past() {
        return ledger.done().counted();
    }

    /// Lets everything go and writes the summary.
    ///
    /// @throws io.seine.model.OutputException if the output cannot be written any more
    void close(JobStatus last) {
        try (folder;
                ledger) {
            client.close();
            Summary.write(folder.directory(), last, ledger.done().standing(), sync != Sync.NONE);
        }
    }
}
