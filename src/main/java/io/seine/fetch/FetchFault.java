package io.seine.fetch;

import io.seine.model.Kind;

/// Carries a kind through the HTTP library's failure channels to where it becomes an [Answer].
final class FetchFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    FetchFault(Kind kind, String message) {
        super(message, null, false, false); // data, not a bug: no stack trace
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
