package io.seine.save;

import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Shards;
import io.seine.model.Stage;
import io.seine.model.WebUrl;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;

/// Sees to it, before anything is fetched, that the keys of a shard can name its samples: readers of WebDataset take
/// what stands before the first dot for the key, drop keys that begin with `_`, and stop at one that comes twice.
///
/// A key belongs to the first row of the shard that has it. So which row loses does not depend on which is faster; but
/// every row of the list has to come by here, also those that are done.
public final class SampleKeys {
    /// Bytes of UTF-8: the longest name that file systems take is 255, and the extension has to fit.
    private static final int MOST_BYTES = 240;

    private static final Pattern REFUSED = Pattern.compile("^_|[./\\\\]|[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final Shards shards;
    private final Set<String> keys = new HashSet<>();
    private long shard = -1;

    private SampleKeys(Shards shards) {
        this.shards = shards;
    }

    /// The check as a flow, over rows in their order. It holds the keys of one shard in memory.
    public static Flow<Fate<WebUrl>, Fate<WebUrl>, NotUsed> flow(Shards shards) {
        return Flow.<Fate<WebUrl>>create()
                .statefulMap(
                        () -> new SampleKeys(shards),
                        (keys, fate) -> Pair.create(keys, keys.checked(fate)),
                        keys -> Optional.empty());
    }

    private Fate<WebUrl> checked(Fate<WebUrl> fate) {
        return switch (fate) {
            case Fate.Ended<WebUrl> ended -> ended;
            case Fate.Open<WebUrl> open -> checked(open);
        };
    }

    private Fate<WebUrl> checked(Fate.Open<WebUrl> open) {
        var item = open.item();
        if (item.key().isEmpty() || REFUSED.matcher(item.key()).find() || tooLong(item.key())) {
            return refused(
                    item,
                    Kind.UNSAFE_NAME,
                    "the key \"" + item.key() + "\" cannot name a sample: a key has at most " + MOST_BYTES
                            + " bytes, no dot and no slash, and does not begin with _");
        } else if (!isFirst(item)) {
            return refused(
                    item,
                    Kind.NAME_CONFLICT,
                    "an earlier row of shard " + shards.name(shard) + " has the key \"" + item.key() + "\"");
        }
        return open;
    }

    private static boolean tooLong(String key) {
        return key.length() > MOST_BYTES || key.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
    }

    private boolean isFirst(Item item) {
        if (shards.of(item.index()) != shard) {
            shard = shards.of(item.index());
            keys.clear();
        }
        return keys.add(item.key());
    }

    private static Fate<WebUrl> refused(Item item, Kind kind, String message) {
        return new Fate.Ended<>(Outcome.ended(item, new Failure(Stage.SAVE, kind, message)));
    }
}
