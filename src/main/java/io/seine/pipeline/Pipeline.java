package io.seine.pipeline;

import io.seine.config.DecodeSettings;
import io.seine.config.JobSettings;
import io.seine.config.SaveSettings.Layout;
import io.seine.decode.DecodeStage;
import io.seine.fetch.FetchStage;
import io.seine.fetch.Respooling;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Fetching;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.ObjectStore;
import io.seine.model.Originals;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Shards;
import io.seine.model.Stage;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import io.seine.model.WebUrl;
import io.seine.record.Ledger;
import io.seine.record.RecordStage;
import io.seine.record.SealStage;
import io.seine.save.OutputFolder;
import io.seine.save.SampleKeys;
import io.seine.save.SaveStage;
import io.seine.schedule.Scheduler;
import io.seine.source.EndOfList;
import io.seine.source.ItemSource;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;

/// The stream of one run: `source → schedule → fetch → decode → save → record`.
public final class Pipeline {
    private static final int WRITERS = 16;

    /// Into a bucket: what a request waits for is far away.
    private static final int SENDERS = 64;

    private final JobSettings settings;
    private final Scheduler scheduler;
    private final Fetching fetching;
    private final OutputFolder folder;
    private final Workers workers;
    private final Storekeeper storekeeper;

    /// A stream that fails where the output cannot be written.
    ///
    /// @param scheduler holds and steers this run's items
    /// @param fetching downloads one URL
    /// @param folder where results go
    public Pipeline(
            JobSettings settings, Scheduler scheduler, Fetching fetching, OutputFolder folder, Workers workers) {
        this(settings, scheduler, fetching, folder, workers, Storekeeper.NONE);
    }

    /// @param storekeeper told where the output cannot be written
    public Pipeline(
            JobSettings settings,
            Scheduler scheduler,
            Fetching fetching,
            OutputFolder folder,
            Workers workers,
            Storekeeper storekeeper) {
        this.storekeeper = storekeeper;
        this.fetching = new Respooling(
                Measured.fetching(fetching, workers.telemetry()), scheduler::acquire, folder.directory(), storekeeper);
        this.settings = settings;
        this.scheduler = scheduler;
        this.folder = folder;
        this.workers = workers;
    }

    /// The whole run: the rows that `ledger` lacks, each to its outcome and into the ledger, and what is made of whole
    /// shards.
    ///
    /// @param end tells when a list that grows has ended
    public Source<Outcome, NotUsed> run(Ledger ledger, EndOfList end) {
        return run(ledger, end, ObjectStore.NONE);
    }

    /// The same for a job with lists in buckets.
    public Source<Outcome, NotUsed> run(Ledger ledger, EndOfList end, ObjectStore store) {
        return new ItemSource(settings.source(), settings.save().shardSize(), store)
                .items(end)
                .via(sampleKeys())
                .filterNot(fate -> ledger.done().contains(item(fate)))
                .via(flow(ledger.originals()))
                .via(RecordStage.flow(ledger, storekeeper, this::settle, measured(Stage.RECORD)))
                .map(this::told)
                .via(SealStage.flow(ledger, storekeeper, this::completed));
    }

    /// Automatic keys are as they should be.
    private Flow<Fate<WebUrl>, Fate<WebUrl>, NotUsed> sampleKeys() {
        return settings.save().layout() == Layout.WEBDATASET
                        && settings.source().key() != null
                ? SampleKeys.flow(new Shards(settings.save().shardSize()))
                : Flow.create();
    }

    private boolean completed() {
        return !scheduler.cancelled() && scheduler.sourceFailure().isEmpty();
    }

    /// The stream between a source and a ledger of somebody else's.
    public Flow<Fate<WebUrl>, Outcome, NotUsed> flow() {
        return flow(Originals.NONE);
    }

    private Flow<Fate<WebUrl>, Outcome, NotUsed> flow(Originals originals) {
        return Flow.<Fate<WebUrl>>create()
                .via(scheduler.flow())
                .via(FetchStage.flow(
                        scheduler.mostInside(), fetching, settings.enrich(), scheduler::acquire, workers.blocking()))
                .map(this::left)
                .via(DecodeStage.flow(settings.decode(), settings.forms(), decoders(), scheduler::cancelled))
                .via(SaveStage.flow(settings.save(), folder, originals, writers(), storekeeper, measured(Stage.SAVE)))
                .map(this::stored);
    }

    private int writers() {
        return folder.bucket() == null ? WRITERS : SENDERS;
    }

    /// What is recorded need not be taken back any more if the process is killed.
    private void settle(Outcome outcome) {
        if (!outcome.variants().isEmpty()) {
            folder.unsettled().settle(outcome.item().index());
        }
    }

    /// Trouble with the output that nobody has seen to is the run's, not the item's: it would meet every item after
    /// this one, too. The item stays open for the next run, and this one ends, if it is not being cancelled anyway.
    private Outcome stored(Outcome outcome) {
        var failure = outcome.failure();
        if (failure == null || failure.kind() != Kind.STORAGE) {
            return outcome;
        } else if (!scheduler.cancelled()) {
            throw new OutputException(new StorageTrouble(folder.directory(), failure.message()).complaint(), null);
        }
        return Outcome.ended(
                outcome.item(),
                new Failure(failure.stage(), Kind.CANCELLED, "the job was cancelled: " + failure.message()),
                outcome.transfer(),
                outcome.picture(),
                outcome.startedAt());
    }

    /// Where nothing is decoded, a look at the first bytes is not worth a change of thread.
    private Executor decoders() {
        Executor executor = settings.decode().mode() == DecodeSettings.Mode.NONE ? Runnable::run : workers.decoders();
        return Measured.executor(executor, Stage.DECODE, workers.telemetry());
    }

    private Executor measured(Stage stage) {
        return Measured.executor(workers.blocking(), stage, workers.telemetry());
    }

    private Outcome told(Outcome outcome) {
        workers.telemetry().ended(outcome);
        return outcome;
    }

    /// The stream between a source and a sink of somebody else's. A source that breaks fails it behind the last item;
    /// cancelling it ends what is in flight as cancelled, unseen.
    ///
    /// @param cancelTransfers cancels the downloads and uploads under way
    /// @param release called once, when nothing of the stream is left
    public Flow<Fate<WebUrl>, Outcome, NotUsed> embedded(Runnable cancelTransfers, Runnable release) {
        return flow().map(this::told)
                .concatLazy(Source.lazySource(this::sourceFailure))
                .watchTermination((used, ended) -> {
                    ended.whenComplete((done, failure) -> release.run());
                    return used;
                })
                .via(Drain.flow(() -> {
                    scheduler.cancel();
                    cancelTransfers.run();
                }));
    }

    private Source<Outcome, NotUsed> sourceFailure() {
        return scheduler.sourceFailure().map(Source::<Outcome>failed).orElse(Source.empty());
    }

    private <T> Fate<T> left(Fate<T> fate) {
        scheduler.leave();
        return fate;
    }

    private static Item item(Fate<WebUrl> fate) {
        return switch (fate) {
            case Fate.Open<WebUrl> open -> open.item();
            case Fate.Ended<WebUrl>(Outcome outcome) -> outcome.item();
        };
    }
}
