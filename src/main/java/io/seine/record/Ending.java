package io.seine.record;

import io.seine.model.Failure;
import io.seine.model.Kind;
import io.seine.model.Stage;
import io.seine.model.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ways in which a row can end, each a number that fits into a byte: saved, or one of the kinds at one of the
/// stages.
final class Ending {
    /// No ending at all.
    static final int NONE = 0;

    static final int SAVED = 1;

    /// One more than the largest.
    static final int COUNT = 256;

    private record Reason(Stage stage, Kind kind) {}

    private static final @Nullable Kind[] KINDS = new Kind[COUNT];
    private static final Map<Reason, Integer> BY_REASON = new HashMap<>();

    /// By the words of stage and kind.
    private static final Map<String, Map<String, Integer>> BY_WORDS = new HashMap<>();

    static {
        int ending = SAVED;
        for (var stage : Stage.values()) {
            var ofStage = new HashMap<String, Integer>();
            BY_WORDS.put(stage.word(), ofStage);
            for (var kind : Kind.values()) {
                ending++;
                KINDS[ending] = kind;
                BY_REASON.put(new Reason(stage, kind), ending);
                ofStage.put(kind.word(), ending);
            }
        }
    }

    private Ending() {}

    static int of(@Nullable Failure failure) {
        return failure == null
                ? SAVED
                : Objects.requireNonNull(BY_REASON.get(new Reason(failure.stage(), failure.kind())));
    }

    /// The ending that these words of a record tell, or [#NONE] if they do not fit together.
    static int of(String status, @Nullable String stage, @Nullable String kind) {
        int ending = SAVED;
        if (stage != null || kind != null) {
            var ofStage = stage == null ? null : BY_WORDS.get(stage);
            ending = ofStage == null || kind == null ? NONE : ofStage.getOrDefault(kind, NONE);
        }
        return ending != NONE && status(ending).word().equals(status) ? ending : NONE;
    }

    /// Why a row that ended so was not saved; null if it was.
    static @Nullable Kind kind(int ending) {
        return KINDS[ending];
    }

    static Status status(int ending) {
        var kind = kind(ending);
        return kind == null ? Status.SAVED : kind.status();
    }
}
