package io.seine.fetch;

import io.seine.model.Body;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A body that is whole.
///
/// @param sha256 hex digest of its bytes
record Received(Body body, String sha256) {

    /// A body in memory, digested here.
    static Received inMemory(byte[] bytes) {
        var digest = newDigest();
        digest.update(bytes);
        return new Received(Body.of(bytes), hex(digest));
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
