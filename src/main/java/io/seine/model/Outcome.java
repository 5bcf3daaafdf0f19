package io.seine.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The one terminal state of an item: what the ledger records and the embedded streams emit.
///
/// @param item the row, with the fields that linked fetches added, and without the users and passwords of addresses
/// @param status how it ended
/// @param failure why it was not saved; null exactly where `status` is [Status#SAVED]
/// @param transfer what the download came to
/// @param picture dimensions, where the item was decoded
/// @param path the saved file, relative to the job's output folder with `/` between names; null if none
/// @param variants the forms in which it was saved, where there are several: `path` and `picture` are the
///     first's
/// @param duplicateOf the row whose content it has, where that was saved once; null if there is none
/// @param startedAt when the item's first request was due
/// @param elapsed time from `startedAt` to the end
public record Outcome(
        Item item,
        Status status,
        @Nullable Failure failure,
        Transfer transfer,
        @Nullable Picture picture,
        @Nullable String path,
        List<Variant> variants,
        @Nullable Long duplicateOf,
        Instant startedAt,
        Duration elapsed) {

    /// An outcome of an item that has one form, and a content of its own.
    public Outcome(
            Item item,
            Status status,
            @Nullable Failure failure,
            Transfer transfer,
            @Nullable Picture picture,
            @Nullable String path,
            Instant startedAt,
            Duration elapsed) {
        this(item, status, failure, transfer, picture, path, List.of(), null, startedAt, elapsed);
    }

    public Outcome {
        variants = List.copyOf(variants);
        item = item.withoutCredentials();
        Objects.requireNonNull(transfer, "transfer");
        if ((status == Status.SAVED) != (failure == null)) {
            throw new IllegalArgumentException("an outcome has a failure unless it is saved: " + item.key());
        }
        boolean inOutput = path != null || !variants.isEmpty() || duplicateOf != null;
        if (failure != null && (status != failure.kind().status() || inOutput)) {
            throw new IllegalArgumentException(
                    status + " with the kind " + failure.kind() + " and the path " + path + ": " + item.key());
        }
        elapsed = elapsed.isNegative() ? Duration.ZERO : elapsed;
    }

    /// `item` is in the output at `path`.
    public static Outcome saved(
            Item item, Transfer transfer, @Nullable Picture picture, @Nullable String path, Instant startedAt) {
        return new Outcome(item, Status.SAVED, null, transfer, picture, path, startedAt, since(startedAt));
    }

    /// `item` is in the output in several forms.
    public static Outcome savedAs(
            Item item, Transfer transfer, @Nullable Picture picture, List<Variant> variants, Instant startedAt) {
        var path = variants.getFirst().path();
        return new Outcome(
                item, Status.SAVED, null, transfer, picture, path, variants, null, startedAt, since(startedAt));
    }

    /// This outcome, with the row whose content it has.
    public Outcome asDuplicateOf(long row) {
        return new Outcome(item, status, failure, transfer, picture, path, variants, row, startedAt, elapsed);
    }

    /// The files of a saved item, relative to the output folder.
    public List<String> paths() {
        if (variants.isEmpty()) {
            return path == null ? List.of() : List.of(path);
        }
        return variants.stream().map(Variant::path).toList();
    }

    /// `item` was not saved, for the reason that `failure` tells.
    public static Outcome ended(
            Item item, Failure failure, Transfer transfer, @Nullable Picture picture, Instant startedAt) {
        return new Outcome(
                item, failure.kind().status(), failure, transfer, picture, null, startedAt, since(startedAt));
    }

    /// `item` ended before anything was asked for.
    public static Outcome ended(Item item, Failure failure) {
        return ended(item, failure, Transfer.NONE, null, Instant.now());
    }

    private static Duration since(Instant start) {
        return Duration.between(start, Instant.now());
    }
}
