package io.seine.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a job was sent with, as far as it is still needed: a submission may be megabytes of addresses, and jobs are
/// remembered for ever.
///
/// @param submission null as soon as the job has ended
/// @param digest of the submission's settings
/// @param shown the settings as JSON, as clients see them: without secrets, and of long lists the beginning
record Sent(@Nullable Submission submission, String digest, String shown) {

    static Sent of(Submission submission) {
        var settings = submission.settings().getBytes(StandardCharsets.UTF_8);
        var shown = Json.bytes(Redaction.of(Json.readObject(settings)));
        return new Sent(submission, digest(settings), shown.utf8String());
    }

    /// Without what only starting the job needs.
    Sent done() {
        return new Sent(null, digest, shown);
    }

    /// Whether another submission asks for the same.
    boolean same(Submission other) {
        return digest.equals(digest(other.settings().getBytes(StandardCharsets.UTF_8)));
    }

    private static String digest(byte[] settings) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(settings));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
