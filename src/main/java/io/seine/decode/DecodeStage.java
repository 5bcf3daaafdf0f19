package io.seine.decode;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Form;
import io.seine.config.DecodeSettings.Mode;
import io.seine.model.Decoded;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Fate.Open;
import io.seine.model.Fetched;
import io.seine.model.Kind;
import io.seine.model.Stage;
import io.seine.model.StorageTrouble;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Flow;

/// The stage that makes what is saved of what arrived: checks pictures, resizes them, or lets anything pass.
///
/// It owns the bodies that come in. One that ends here, or was replaced by a new picture, is discarded.
public final class DecodeStage {
    /// Items in the stage for each that is decoded: one more, so that no thread waits for the stream to bring it.
    private static final int IN_STAGE = 2;

    /// Bodies that wait in front of the stage. They are asked for half of them at a time: while pictures are decoded,
    /// the threads that download sleep, then start many at once. One by one each download would find the
    /// processor's caches full of pictures and its thread asleep, which costs several times the download itself.
    private static final int WAITING = 32;

    private final Decoder decoder;
    private final Executor executor;
    private final BooleanSupplier cancelled;

    private DecodeStage(Decoder decoder, Executor executor, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.executor = executor;
        this.cancelled = cancelled;
    }

    /// The stage as a flow of its own, without order. It never fails: what goes wrong with an item, in whatever
    /// way, becomes that item's outcome, with the transfer that it had.
    ///
    /// @param settings what to do, and to how many items at once
    /// @param forms in which pictures are saved
    /// @param executor where the work is done; it keeps a thread busy for the time of one picture
    /// @param cancelled whether items that wait for their turn end as `cancelled`
    public static Flow<Fate<Fetched>, Fate<Decoded>, NotUsed> flow(
            DecodeSettings settings, List<Form> forms, Executor executor, BooleanSupplier cancelled) {
        var decoder = new Decoder(settings, forms, () -> Codecs.of(settings.codec()));
        var stage = flow(decoder, settings.parallelism(), executor, cancelled);
        return settings.mode() == Mode.NONE
                ? stage
                : stage.addAttributes(Attributes.inputBuffer(WAITING, WAITING)).async();
    }

    /// The same for the one form that `settings` ask for.
    static Flow<Fate<Fetched>, Fate<Decoded>, NotUsed> flow(
            DecodeSettings settings, Executor executor, BooleanSupplier cancelled) {
        return flow(settings, List.of(settings.form()), executor, cancelled);
    }

    static Flow<Fate<Fetched>, Fate<Decoded>, NotUsed> flow(
            Decoder decoder, int parallelism, Executor executor, BooleanSupplier cancelled) {
        var stage = new DecodeStage(decoder, new LimitedExecutor(executor, parallelism), cancelled);
        return Flow.<Fate<Fetched>>create().mapAsyncUnordered(IN_STAGE * parallelism, stage::pass);
    }

    private CompletionStage<Fate<Decoded>> pass(Fate<Fetched> fate) {
        return fate.then(this::submit, bug -> Failure.internal(Stage.DECODE, bug));
    }

    private CompletionStage<Fate<Decoded>> submit(Open<Fetched> open) {
        try {
            return CompletableFuture.supplyAsync(() -> decode(open), executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(end(open, Failure.internal(Stage.DECODE, e)));
        }
    }

    /// Catches everything, errors of the machine included: an item that vanished would hold the job up for ever.
    private Fate<Decoded> decode(Open<Fetched> open) {
        Decoded decoded;
        try {
            if (cancelled.getAsBoolean()) {
                throw new Refusal(Kind.CANCELLED, "the job was cancelled");
            }
            decoded = decoder.decode(open.value());
        } catch (Refusal refusal) {
            return end(open, refusal.failure());
        } catch (NoSuchFileException e) {
            return end(open, new Failure(Stage.DECODE, Kind.STORAGE, "the spooled body " + StorageTrouble.reason(e)));
        } catch (Throwable bug) {
            return end(open, Failure.internal(Stage.DECODE, bug));
        }
        if (decoded.forms().stream()
                .noneMatch(form -> form.body().equals(open.value().body()))) {
            open.value().body().discard();
        }
        return open.with(decoded);
    }

    private static Fate<Decoded> end(Open<Fetched> open, Failure failure) {
        open.value().body().discard();
        return open.end(failure, open.value().transfer());
    }
}
