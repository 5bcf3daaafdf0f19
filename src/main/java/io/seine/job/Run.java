package io.seine.job;

import io.seine.config.JobSettings;
import io.seine.fetch.HttpClient;
import io.seine.model.JobStatus;
import io.seine.record.Identity;
import io.seine.record.Ledger;
import io.seine.record.Sealing;
import io.seine.record.Summary;
import io.seine.record.Tally;
import io.seine.save.OutputFolder;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;

/// What one run of a job holds open: its output folder, its ledger, its connections. Opening and closing block.
///
/// @param folder the output
/// @param ledger the record of outcomes in it
/// @param client the HTTP client
record Run(OutputFolder folder, Ledger ledger, HttpClient client) {

    /// Takes hold of the output and reads what earlier runs have done.
    ///
    /// @throws io.seine.model.OutputException if the output cannot be used
    static Run open(JobSettings settings, ActorSystem<?> system, Executor blocking) {
        var folder = OutputFolder.open(settings.save().directory());
        try {
            Identity.claim(settings);
            var sealing = Sealing.of(settings, folder.temporary(), blocking).orElse(null);
            var ledger = Ledger.open(folder.directory(), settings.record().sync(), sealing);
            return new Run(folder, ledger, new HttpClient(system, settings.fetch(), folder.temporary(), blocking));
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /// What earlier runs have done.
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
            Summary.write(folder.directory(), last, past());
        }
    }
}
