package io.seine.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the decode stage makes of an item: the bytes to save.
///
/// @param transfer what the download came to
/// @param body the bytes to save
/// @param extension the file extension that fits them, without a dot; empty where nothing is known
/// @param picture dimensions, where the item was decoded
public record Decoded(
        Transfer transfer,
        Body body,
        String extension,
        @Nullable Picture picture) {
    public Decoded {
        Objects.requireNonNull(transfer, "transfer");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(extension, "extension");
    }
}
