package io.seine.save;

import io.seine.config.SaveSettings;
import io.seine.model.Decoded;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Shards;
import io.seine.model.Stage;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

    private SaveStage(SaveSettings settings, OutputFolder folder) {
        names = new FileNames(settings.name());
        files = new FileStore(folder, settings.collision());
        samples = new SampleStore(files, new Shards(settings.shardSize()), settings.keys());
        layout = settings.layout();
    }

    /// The stage as a flow.
    ///
    /// @param parallelism files written at once
    /// @param blocking runs the writing
    public static Flow<Fate<Decoded>, Outcome, NotUsed> flow(
            SaveSettings settings, OutputFolder folder, int parallelism, Executor blocking) {
        var stage = new SaveStage(settings, folder);
        return Flow.<Fate<Decoded>>create().mapAsyncUnordered(parallelism, fate -> switch (fate) {
            case Fate.Ended<Decoded>(Outcome outcome) -> CompletableFuture.completedFuture(outcome);
            case Fate.Open<Decoded> open -> CompletableFuture.supplyAsync(() -> stage.save(open), blocking);
        });
    }

    private Outcome save(Fate.Open<Decoded> open) {
        var decoded = open.value();
        try {
            var path = stored(open.item(), decoded);
            return Outcome.saved(open.item(), decoded.transfer(), decoded.picture(), path, open.startedAt());
        } catch (FileNames.UnsafeName e) {
            return lost(open, Kind.UNSAFE_NAME, e);
        } catch (FileStore.NameTaken e) {
            return lost(open, Kind.NAME_CONFLICT, e);
        } catch (IOException e) {
            return lost(open, Kind.STORAGE, e);
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
        var message =
                kind == Kind.STORAGE || kind == Kind.INTERNAL ? cause.toString() : String.valueOf(cause.getMessage());
        return Outcome.ended(
                open.item(),
                new Failure(Stage.SAVE, kind, message),
                decoded.transfer(),
                decoded.picture(),
                open.startedAt());
    }
}
