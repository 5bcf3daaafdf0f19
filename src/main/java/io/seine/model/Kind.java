package io.seine.model;

import java.util.Locale;

/// What went wrong with an item: stable words that users script against.
public enum Kind {
    BAD_ROW,
    BAD_URL,
    DISALLOWED,
    HOST_DOWN,
    BLOCKED_ADDRESS,
    DNS,
    CONNECT,
    TLS,
    TIMEOUT_CONNECT,
    TIMEOUT_FIRST_BYTE,
    TIMEOUT_IDLE,
    TOO_SLOW,
    TIMEOUT_TOTAL,
    TOO_LARGE,
    HTTP_STATUS,
    REDIRECT_LIMIT,
    REDIRECT_BLOCKED,
    PROTOCOL,
    TRUNCATED,
    HASH_MISMATCH,
    NOT_FOUND,
    UNSUPPORTED,
    UNDECODABLE,
    TOO_MANY_PIXELS,
    FILTERED,
    DUPLICATE,
    NAME_CONFLICT,
    UNSAFE_NAME,
    STORAGE,
    CANCELLED,
    INTERNAL;

    /// The kind as records and messages spell it: `timeout_first_byte`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The status of an item that ends for this reason.
    public Status status() {
        return switch (this) {
            case NOT_FOUND -> Status.NOT_FOUND;
            case FILTERED, DUPLICATE -> Status.FILTERED;
            case CANCELLED -> Status.CANCELLED;
            default -> Status.FAILED;
        };
    }
}
