package io.seine.model;

import java.util.Objects;

/// What the fetch stage makes of an item: a body that arrived whole.
public record Fetched(Transfer transfer, Body body) {
    public Fetched {
        Objects.requireNonNull(transfer, "transfer");
        Objects.requireNonNull(body, "body");
    }
}
