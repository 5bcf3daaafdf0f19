package io.seine.decode;

import io.seine.model.Failure;
import io.seine.model.Kind;
import io.seine.model.Stage;

/// A picture that ends here, for a reason that lies in the picture or in the job's settings.
///
/// It is expected and travels a few calls, hence no stack trace.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    Refusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /// The file is a picture, but not a whole or sound one.
    static Refusal damaged(String message) {
        return new Refusal(Kind.UNDECODABLE, message);
    }

    /// Nothing that can be read here.
    static Refusal unsupported(String message) {
        return new Refusal(Kind.UNSUPPORTED, message);
    }

    Failure failure() {
        return new Failure(Stage.DECODE, kind, String.valueOf(getMessage()));
    }
}
