package io.seine.job;

import io.seine.config.JobSettings;
import io.seine.config.RecordSettings.Sync;
import io.seine.fetch.HttpClient;
import io.seine.model.JobStatus;
import io.seine.record.Identity;
import io.seine.record.Ledger;
import io.seine.record.Sealing;
import io.seine.record.PowerCut;
import io.seine.record.Summary;
import io.seine.record.Tally;
import io.seine.save.OutputFolder;
import io.seine.save.SavedFiles;
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
