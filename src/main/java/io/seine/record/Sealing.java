package io.seine.record;

import io.seine.config.JobSettings;
import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.config.SaveSettings.Layout;
import io.seine.model.Bucket;
import io.seine.model.Causes;
import io.seine.model.OutputException;
import io.seine.model.Shards;
import io.seine.model.Status;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Seals the shards of a job, each as soon as all its rows have ended, one at a time and away from whoever records.
///
/// Which rows a shard has it hears from the ledger, line by line, and their records it reads back from there. When a
/// process is killed at any moment, the next start finds either the shard's mark, and removes what it has been made
/// from, or none, and seals it again, to the same bytes.
public final class Sealing implements RecordListener {
    private static final Pattern TAR = Pattern.compile("(\\d{5,})\\.tar(/.*)?");
    private static final List<String> ENDINGS = List.of(".tar", ".parquet", "_stats.json");
    private static final List<String> RECORDS = List.of(".parquet");

    private final Executor blocking;
    private final Shards shards;
    private final Path output;
    private final ShardSealer sealer;
    private final OpenShards open;
    private final SealedShards sealed;
    private CompletableFuture<Void> current = CompletableFuture.completedFuture(null);
    private Storekeeper storekeeper = Storekeeper.NONE;
    private BooleanSupplier completed = () -> true;

    /// What the storekeeper says of the last trouble.
    private volatile CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(false);

    /// Changes under the lock, and is looked at without it.
    private volatile boolean stopped;

    /// A shard could not be sealed.
    private static final class NotSealed extends OutputException {
        private static final long serialVersionUID = 1;

        private final transient StorageTrouble trouble;

        NotSealed(StorageTrouble trouble, IOException cause) {
            super(trouble.complaint(), cause);
            this.trouble = trouble;
        }
    }

    private Sealing(
            JobSettings settings, Path temporary, @Nullable Bucket bucket, Executor blocking, SealedShards sealed) {
        this.blocking = blocking;
        this.sealed = sealed;
        this.shards = new Shards(settings.save().shardSize());
        this.output = settings.save().directory();
        this.sealer = new ShardSealer(settings, temporary, bucket);
        this.open = new OpenShards(shards, settings.source());
    }

    /// What seals the shards of a job whose output folder is there; empty where its shards have no files of their own.
    ///
    /// @param temporary where unfinished files may stand, in the file system of the output
    /// @param bucket where the files go in place of the output folder; null if they don't
    /// @param blocking runs the sealing
    /// @throws OutputException if it cannot be read what earlier runs have sealed
    public static Optional<Sealing> of(
            JobSettings settings, Path temporary, @Nullable Bucket bucket, Executor blocking) {
        if (settings.save().layout() != Layout.WEBDATASET && !settings.record().parquet()) {
            return Optional.empty();
        }
        var mark = mark(settings.save().directory());
        try {
            var sealed = SealedShards.read(mark, settings.record().sync() != Sync.NONE);
            return Optional.of(new Sealing(settings, temporary, bucket, blocking, sealed));
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be read: " + e, e);
        }
    }

    /// The files in an output folder that were made of whole shards, by their names; and those that may have been when
    /// the process was killed.
    ///
    /// @throws OutputException if it cannot be read which they are
    public static List<String> files(Path output) {
        var mark = mark(output);
        try {
            var shards = new Shards(1); // their names are the same however many rows they have
            var names = new TreeSet<String>();
            SealedShards.read(mark, false).all().forEach(shard -> names.add(shards.name(shard)));
            if (Identity.makesTars(output)) {
                SavedPaths.forEach(output, path -> addTar(path, names));
            }
            return names.stream()
                    .flatMap(name -> ENDINGS.stream().map(ending -> name + ending))
                    .toList();
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be read: " + e, e);
        }
    }

    /// The files in an output folder that were made of whole shards, by their names, shard by shard. Where a
    /// shard is being sealed again some may not be there.
    ///
    /// @param tars whether the shards are tars; else they have their records alone
    static List<String> sealedFiles(Path output, boolean tars) throws IOException {
        var shards = new Shards(1);
        return SealedShards.read(mark(output), false).all().stream()
                .map(shards::name)
                .flatMap(name -> (tars ? ENDINGS : RECORDS).stream().map(ending -> name + ending))
                .toList();
    }

    private static void addTar(String path, Set<String> names) {
        var tar = TAR.matcher(path);
        if (tar.matches()) {
            names.add(tar.group(1));
        }
    }

    private static Path mark(Path output) {
        return output.resolve(".seine").resolve("sealed");
    }

    @Override
    public synchronized void recorded(long index, Status status, long offset) {
        long shard = shards.of(index);
        if (!sealed.covers(shard, offset)) {
            open.add(index, status, offset, sealed.contains(shard));
        }
    }

    /// Clears away what a killed process left, once the ledger has been read.
    ///
    /// @param ledgerEnd where the ledger ends, in bytes
    synchronized void begin(long ledgerEnd) {
        try {
            unseal(ledgerEnd);
            sealed.tidy();
            clean();
        } catch (IOException e) {
            throw new OutputException(output + ": what waits to be sealed cannot be cleared away: " + e, e);
        }
    }

    /// Begins with the shards that are complete.
    ///
    /// @param storekeeper told where a shard cannot be sealed, which is tried again when it says so
    /// @param completed whether all rows of the input have ended, or still may; asked again and again, for the
    ///     job may be cancelled
    synchronized void start(Storekeeper storekeeper, BooleanSupplier completed) {
        this.storekeeper = storekeeper;
        this.completed = completed;
        proceed();
    }

    /// A power cut can cost the ledger records for which a shard was sealed: then it is not.
    private void unseal(long ledgerEnd) {
        var lost = sealed.beyond(ledgerEnd);
        lost.forEach(sealed::forget);
        lost.forEach(open::remove);
        readAgain(lost);
    }

    private void readAgain(Set<Long> some) {
        if (!some.isEmpty()) {
            Replay.of(Ledger.in(output), RetrySettings.NONE, Long.MAX_VALUE, (index, status, offset) -> {
                long shard = shards.of(index);
                if (some.contains(shard)) {
                    open.add(index, status, offset, sealed.contains(shard));
                }
            });
        }
    }

    private void clean() throws IOException {
        var staging = output.resolve(shards.staging(0)).resolveSibling("");
        if (!Files.isDirectory(staging)) {
            return;
        }
        var staged = new ArrayList<Long>();
        try (var folders = Files.newDirectoryStream(staging, "[0-9]*")) {
            folders.forEach(each -> staged.add(Long.valueOf(each.getFileName().toString())));
        }
        var again = open.again();
        again.retainAll(staged);
        readAgain(again);
        for (long shard : staged) {
            clean(shard);
        }
    }

    private void clean(long shard) throws IOException {
        var staged = StagedBodies.of(output, shards, shard);
        if (open.contains(shard)) {
            staged.keepOnly(open.rows(shard));
        } else { // sealed, or never recorded
            staged.remove();
        }
    }

    /// Sees to it that what waits is being sealed.
    ///
    /// @throws OutputException if that has failed
    synchronized void proceed() {
        if (current.isDone()) {
            failed();
            if (open.waits() && !stopped) {
                current = allWaiting(() -> stopped);
            }
        }
    }

    private void failed() {
        try {
            current.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof OutputException output ? output : e;
        }
    }

    private CompletableFuture<Void> allWaiting(BooleanSupplier enough) {
        long begun = System.nanoTime();
        return CompletableFuture.runAsync(() -> sealWaiting(enough), blocking)
                .exceptionallyCompose(failure -> onFailure(Causes.unwrapped(failure), begun, enough));
    }

    private CompletionStage<Void> onFailure(Throwable failure, long begun, BooleanSupplier enough) {
        if (!(failure instanceof NotSealed notSealed)) {
            return CompletableFuture.failedFuture(failure);
        }
        var again = new CompletableFuture<Boolean>();
        answer = again;
        if (stopped) {
            again.complete(false);
        } else {
            storekeeper.retry(notSealed.trouble, begun).thenAccept(again::complete);
        }
        return again.thenCompose(goesOn -> {
            if (goesOn) {
                return allWaiting(enough);
            }
            return completed.getAsBoolean()
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(null); // cancelled: the next start seals it
        });
    }

    /// Seals what is left at the end of a run, if all rows of the input have ended. Done when everything is sealed that
    /// can be.
    synchronized CompletionStage<Void> finish() {
        stopped |= !completed.getAsBoolean(); // what is being sealed must not hold up the end
        current = current.thenComposeAsync(done -> finished(), blocking);
        return current;
    }

    private CompletionStage<Void> finished() {
        if (!completed.getAsBoolean()) {
            return CompletableFuture.completedFuture(null);
        }
        completeAll();
        return allWaiting(() -> stopped || !completed.getAsBoolean());
    }

    private synchronized void completeAll() {
        readAgain(open.again());
        open.allComplete();
    }

    private void sealWaiting(BooleanSupplier enough) {
        try {
            for (var shard = next(); shard.isPresent() && !enough.getAsBoolean(); shard = next()) {
                seal(shard.get(), enough);
            }
        } catch (CancellationException e) {
            // the next start seals it
        }
    }

    private synchronized Optional<Long> next() {
        return open.next();
    }

    private synchronized ShardRows rows(long shard) {
        return open.rows(shard);
    }

    private void seal(long shard, BooleanSupplier enough) {
        try {
            var staged = StagedBodies.of(output, shards, shard);
            var rows = rows(shard);
            sealer.seal(shard, rows, staged, enough);
            sealed.add(shard, rows.last());
            remove(shard);
            staged.remove();
        } catch (IOException e) {
            waitAgain(shard);
            throw new NotSealed(
                    new StorageTrouble(output, "shard " + shards.name(shard) + ": " + StorageTrouble.reason(e)), e);
        }
    }

    private synchronized void waitAgain(long shard) {
        open.waitAgain(shard);
    }

    private synchronized void remove(long shard) {
        open.remove(shard);
    }

    /// Gives up what is being sealed; when it returns, nothing is written any more.
    void close() {
        CompletableFuture<Void> last;
        synchronized (this) {
            stopped = true;
            answer.complete(false);
            last = current;
        }
        last.exceptionally(failure -> null).join();
    }
}
