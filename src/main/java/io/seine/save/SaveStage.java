package io.seine.save;

import io.seine.config.SaveSettings;
import io.seine.config.SaveSettings.Duplicates;
import io.seine.model.Body;
import io.seine.model.Causes;
import io.seine.model.Decoded;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Kind;
import io.seine.model.Originals;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.jspecify.annotations.Nullable;

/// The save stage: names an item's file and puts it into the output folder.
public final class SaveStage {
    /// What a name template may ask for beside an item's fields.
    public static final Set<String> NAMES = Set.of("index", "key", "host", "name", "ext", "sha256");

    private final SaveSettings settings;
    private final ItemStore store;
    private final Originals originals;
    private final Path directory;
    private final Storekeeper storekeeper;
    private final Executor blocking;

    private SaveStage(
            SaveSettings settings,
            OutputFolder folder,
            Originals originals,
            Storekeeper storekeeper,
            Executor blocking) {
        this.settings = settings;
        this.store = new ItemStore(settings, folder);
        this.originals = originals;
        this.directory = folder.directory();
        this.storekeeper = storekeeper;
        this.blocking = blocking;
    }

    /// The stage as a flow. What cannot be written keeps its place until `storekeeper` lets it try again; where that
    /// gives up, it ends as `storage`.
    ///
    /// @param parallelism files written at once
    /// @param blocking runs the writing
    public static Flow<Fate<Decoded>, Outcome, NotUsed> flow(
            SaveSettings settings, OutputFolder folder, int parallelism, Storekeeper storekeeper, Executor blocking) {
        return flow(settings, folder, Originals.NONE, parallelism, storekeeper, blocking);
    }

    /// The same for settings that look for content in the output.
    ///
    /// @param originals knows what is there
    public static Flow<Fate<Decoded>, Outcome, NotUsed> flow(
            SaveSettings settings,
            OutputFolder folder,
            Originals originals,
            int parallelism,
            Storekeeper storekeeper,
            Executor blocking) {
        var stage = new SaveStage(settings, folder, originals, storekeeper, blocking);
        return Flow.<Fate<Decoded>>create().mapAsyncUnordered(parallelism, fate -> switch (fate) {
            case Fate.Ended<Decoded>(Outcome outcome) -> CompletableFuture.completedFuture(outcome);
            case Fate.Open<Decoded> open -> stage.deduplicate(open);
        });
    }

    /// Who is the first with its content lets the others know if it was not saved after all.
    private CompletionStage<Outcome> deduplicate(Fate.Open<Decoded> open) {
        var sha256 = open.value().transfer().sha256();
        if (settings.duplicates() == Duplicates.KEEP || sha256 == null) {
            return save(open, null);
        }
        return CompletableFuture.supplyAsync(() -> originals.find(sha256), blocking)
                .thenCompose(found -> found)
                .thenCompose(original -> original.isPresent()
                        ? save(open, original.get())
                        : save(open, null).whenComplete((outcome, failure) -> {
                            if (failure != null || outcome.status() != Status.SAVED) {
                                originals.giveUp(sha256);
                            }
                        }));
    }

    private CompletionStage<Outcome> save(Fate.Open<Decoded> open, @Nullable Outcome original) {
        long begun = System.nanoTime();
        return CompletableFuture.supplyAsync(() -> attempt(open, original), blocking)
                .exceptionallyCompose(failure -> switch (Causes.unwrapped(failure)) {
                    case UncheckedIOException trouble ->
                        onTrouble(open, original, begun, Objects.requireNonNull(trouble.getCause()));
                    case Throwable bug -> CompletableFuture.failedFuture(bug);
                });
    }

    private CompletionStage<Outcome> onTrouble(
            Fate.Open<Decoded> open, @Nullable Outcome original, long begun, IOException trouble) {
        return storekeeper
                .retry(StorageTrouble.of(directory, trouble), begun)
                .thenComposeAsync(
                        again -> again && hasBytes(open)
                                ? save(open, original)
                                : CompletableFuture.completedFuture(lost(open, Kind.STORAGE, trouble)),
                        blocking);
    }

    /// A spooled body goes with a temporary folder that somebody removes.
    private static boolean hasBytes(Fate.Open<Decoded> open) {
        return open.value().forms().stream()
                .allMatch(form -> !(form.body() instanceof Body.Spooled(var file, var _)) || Files.exists(file));
    }

    /// @throws UncheckedIOException if the output cannot be written
    private Outcome attempt(Fate.Open<Decoded> open, @Nullable Outcome original) {
        try {
            return original == null ? store.save(open) : store.saveDuplicate(open, original);
        } catch (FileNames.UnsafeName e) {
            return lost(open, Kind.UNSAFE_NAME, e);
        } catch (FileStore.NameTaken e) {
            return lost(open, Kind.NAME_CONFLICT, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            return lost(open, Kind.INTERNAL, e);
        }
    }

    private static Outcome lost(Fate.Open<Decoded> open, Kind kind, Exception cause) {
        var decoded = open.value();
        decoded.discard();
        var message = cause instanceof IOException trouble
                ? StorageTrouble.reason(trouble)
                : kind == Kind.INTERNAL ? cause.toString() : String.valueOf(cause.getMessage());
        return Outcome.ended(
                open.item(),
                new Failure(Stage.SAVE, kind, message),
                decoded.transfer(),
                decoded.picture(),
                open.startedAt());
    }
}
