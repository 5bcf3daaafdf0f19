package io.seine.save;

import io.seine.config.SaveSettings;
import io.seine.model.Body;
import io.seine.model.Causes;
import io.seine.model.Decoded;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Shards;
import io.seine.model.Stage;
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

/// The save stage: names an item's file and puts it into the output folder.
public final class SaveStage {
    /// What a name template may ask for beside an item's fields.
    public static final Set<String> NAMES = Set.of("index", "key", "host", "name", "ext", "sha256");

    private final FileNames names;
    private final FileStore files;
    private final SampleStore samples;
    private final SaveSettings.Layout layout;
    private final Path directory;
    private final Storekeeper storekeeper;
    private final Executor blocking;

    private SaveStage(SaveSettings settings, OutputFolder folder, Storekeeper storekeeper, Executor blocking) {
        this.directory = folder.directory();
        this.storekeeper = storekeeper;
        this.blocking = blocking;
        names = new FileNames(settings.name());
        files = new FileStore(folder, settings.collision());
        samples = new SampleStore(files, new Shards(settings.shardSize()), settings.keys());
        layout = settings.layout();
    }

    /// The stage as a flow. What cannot be written keeps its place until `storekeeper` lets it try again; where that
    /// gives up, it ends as `storage`.
    ///
    /// @param parallelism files written at once
    /// @param blocking runs the writing
    public static Flow<Fate<Decoded>, Outcome, NotUsed> flow(
            SaveSettings settings, OutputFolder folder, int parallelism, Storekeeper storekeeper, Executor blocking) {
        var stage = new SaveStage(settings, folder, storekeeper, blocking);
        return Flow.<Fate<Decoded>>create().mapAsyncUnordered(parallelism, fate -> switch (fate) {
            case Fate.Ended<Decoded>(Outcome outcome) -> CompletableFuture.completedFuture(outcome);
            case Fate.Open<Decoded> open -> stage.save(open);
        });
    }

    private CompletionStage<Outcome> save(Fate.Open<Decoded> open) {
        return CompletableFuture.supplyAsync(() -> attempt(open), blocking)
                .exceptionallyCompose(failure -> switch (Causes.unwrapped(failure)) {
                    case UncheckedIOException trouble -> onTrouble(open, Objects.requireNonNull(trouble.getCause()));
                    case Throwable bug -> CompletableFuture.failedFuture(bug);
                });
    }

    private CompletionStage<Outcome> onTrouble(Fate.Open<Decoded> open, IOException trouble) {
        return storekeeper
                .retry(StorageTrouble.of(directory, trouble))
                .thenComposeAsync(
                        again -> again && hasBytes(open)
                                ? save(open)
                                : CompletableFuture.completedFuture(lost(open, Kind.STORAGE, trouble)),
                        blocking);
    }

    /// A spooled body goes with a temporary folder that somebody removes.
    private static boolean hasBytes(Fate.Open<Decoded> open) {
        return !(open.value().body() instanceof Body.Spooled(var file, var _)) || Files.exists(file);
    }

    /// @throws UncheckedIOException if the output cannot be written
    private Outcome attempt(Fate.Open<Decoded> open) {
        var decoded = open.value();
        try {
            var path = stored(open.item(), decoded);
            return Outcome.saved(open.item(), decoded.transfer(), decoded.picture(), path, open.startedAt());
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

    private String stored(Item item, Decoded decoded) throws IOException, FileStore.NameTaken {
        return switch (layout) {
            case FILES -> {
                var name = names.name(item, decoded.transfer(), decoded.extension());
                yield files.store(decoded.body(), name).toString().replace('\\', '/');
            }
            case WEBDATASET -> samples.store(decoded.body(), item, decoded.extension());
        };
    }

    private static Outcome lost(Fate.Open<Decoded> open, Kind kind, Exception cause) {
        var decoded = open.value();
        decoded.body().discard();
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
