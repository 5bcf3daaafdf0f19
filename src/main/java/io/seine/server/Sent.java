package io.seine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a job was sent with, as far as it is still needed: a submission may be megabytes of addresses, and jobs are
/// remembered for ever.
///
/// @param submission null as soon as the job has ended
/// @param digest of the submission's settings, whatever the order of their members
/// @param shown the settings as JSON, as clients see them: without secrets, and of long lists the beginning
record Sent(@Nullable Submission submission, String digest, String shown) {

    static Sent of(Submission submission) {
        var settings = settings(submission);
        var digest = digest(settings);
        return new Sent(submission, digest, Json.bytes(Redaction.of(settings)).utf8String());
    }

    /// Without what only starting the job needs.
    Sent done() {
        return new Sent(null, digest, shown);
    }

    /// Whether another submission asks for the same.
    boolean same(Submission other) {
        return digest.equals(digest(settings(other)));
    }

    private static ObjectNode settings(Submission submission) {
        return Json.readObject(submission.settings().getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(ObjectNode settings) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.sorted(settings)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
