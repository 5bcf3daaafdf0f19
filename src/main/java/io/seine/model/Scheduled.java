package io.seine.model;

import java.util.Objects;

/// What the schedule stage makes of an item: its turn has come.
///
/// @param url the address to download, repaired
/// @param permit the right to the first transfer
public record Scheduled(WebUrl url, Permit permit) {
    public Scheduled {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(permit, "permit");
    }
}
