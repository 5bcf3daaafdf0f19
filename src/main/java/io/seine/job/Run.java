package io.seine.job;

import io.seine.config.JobSettings;
import io.seine.config.RecordSettings.Sync;
import io.seine.config.SaveSettings.Duplicates;
import io.seine.fetch.HttpClient;
import io.seine.model.Body;
import io.seine.model.Bucket;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.OutputException;
import io.seine.model.S3Address;
import io.seine.model.StorageTrouble;
import io.seine.record.BucketMark;
import io.seine.record.Identity;
import io.seine.record.Ledger;
import io.seine.record.PowerCut;
import io.seine.record.SavedPaths;
import io.seine.record.Sealing;
import io.seine.record.Summary;
import io.seine.record.Tally;
import io.seine.s3.S3Store;
import io.seine.save.OutputFolder;
import io.seine.save.SavedFiles;
import io.seine.save.SavedObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// What one run of a job holds open: its output folder, its ledger, its connections. Opening and closing block.
///
/// @param folder the output
/// @param store what reaches lists and results in buckets
/// @param ledger the record of outcomes in it
/// @param client the HTTP client
/// @param sync how what it leaves outlives a power cut
record Run(OutputFolder folder, S3Store store, Ledger ledger, HttpClient client, Sync sync) {
    /// A run that was cancelled ends soon, whether its bucket answers or not.
    private static final Duration HURRY = Duration.ofMillis(1500);

    private static final Duration TIME = Duration.ofMinutes(2);

    /// Takes hold of the output and reads what earlier runs have done.
    ///
    /// @throws io.seine.model.OutputException if the output cannot be used
    static Run open(JobSettings settings, ActorSystem<?> system, Executor blocking) {
        var store = S3Store.of(system, settings.s3());
        var prefix = settings.save().bucket();
        var bucket = prefix == null ? null : new Bucket(store, prefix);
        var folder = OutputFolder.open(settings.save().directory()).into(bucket);
        try {
            Identity.check(settings, store);
            if (bucket != null) { // before the folder is marked: its owner may remove what is in the bucket
                BucketMark.check(bucket, folder.directory());
            }
            Identity.claim(settings, store);
            claim(bucket, settings);
            removeLost(folder);
            var sync = settings.record().sync();
            var sealing =
                    Sealing.of(settings, folder.temporary(), bucket, blocking).orElse(null);
            var ledger = Ledger.open(folder.directory(), sync, settings.retry(), sealing);
            try {
                removeUnsettled(folder);
                if (settings.save().duplicates() != Duplicates.KEEP) {
                    ledger.keepAccountOfContents();
                }
                Summary.remove(folder.directory());
                var client = new HttpClient(system, settings.fetch(), folder.temporary(), blocking);
                return new Run(folder.with(ledger.leftovers(), sync == Sync.EACH), store, ledger, client, sync);
            } catch (RuntimeException e) {
                ledger.close();
                throw e;
            }
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /// Takes hold of a bucket, and clears away what a killed process has left there.
    private static void claim(@Nullable Bucket bucket, JobSettings settings) {
        if (bucket != null) {
            try {
                BucketMark.claim(bucket, settings.save().directory(), settings.name());
                bucket.store().abortUploads(bucket.prefix());
                bucket.remove(Summary.NAME);
            } catch (IOException e) {
                throw new OutputException(String.valueOf(e.getMessage()), e);
            }
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
            if (folder.bucket() == null) {
                var files = new SavedFiles(folder.directory());
                paths.forEach(files::remove);
                files.removeEmptyFolders();
            } else {
                try (var objects = new SavedObjects(folder.bucket())) {
                    paths.forEach(objects::remove);
                }
            }
        }
        folder.unsettled().settleAll();
    }

    /// What keeps the output from being written before anything is, if there is such a thing.
    Optional<StorageTrouble> shortage(JobSettings settings) {
        return folder.shortage(settings.save().minFree());
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
                Identity.claim(settings, store);
            }
            if (folder.bucket() != null) {
                store.check(folder.bucket().prefix());
            }
            return shortage(settings);
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

    /// Gives up what is on its way to a bucket: the job was cancelled, or its stream has ended.
    void giveUp() {
        store.giveUp();
    }

    /// Lets everything go and writes the summary.
    ///
    /// @throws io.seine.model.OutputException if the output cannot be written any more
    void close(JobStatus last) {
        try (folder) {
            try (ledger) {
                client.close();
                Summary.write(folder.directory(), last, ledger.done().standing(), sync != Sync.NONE);
            }
            if (folder.bucket() != null) {
                leave(folder.bucket().prefix(), last);
            }
        }
    }

    private void leave(S3Address prefix, JobStatus last) {
        boolean troubled = last.ending() != null && last.ending().cause() == Cause.OUTPUT;
        if (last.state() == JobState.CANCELLED || troubled) {
            try {
                store.within(HURRY).abortUploads(prefix);
            } catch (IOException e) {
                LoggerFactory.getLogger(Run.class).warn("{}; the next run clears away what is left", e.getMessage());
            }
        } else {
            tell(new Bucket(store.within(TIME), prefix));
        }
    }

    /// Copies to a bucket what tells of its content.
    private void tell(Bucket bucket) {
        try {
            bucket.store().abortUploads(bucket.prefix());
            copy(Ledger.in(folder.directory()), bucket, "application/x-ndjson");
            copy(folder.directory().resolve(Summary.NAME), bucket, "application/json");
        } catch (IOException e) {
            throw new OutputException(e.getMessage() + "; only " + folder.directory() + " tells of this run", e);
        }
    }

    private static void copy(Path file, Bucket bucket, String mediaType) throws IOException {
        bucket.put(String.valueOf(file.getFileName()), new Body.Spooled(file, Files.size(file)), mediaType);
    }
}
