package io.seine.source;

import io.seine.model.DigestTable;
import io.seine.model.WebUrl;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The addresses that the rows of a job have had so far, each with the first row that had it.
final class SeenAddresses {
    private final DigestTable rows = new DigestTable();
    private final MessageDigest digest = sha256();

    /// The first row with this address, user and password included: `row` itself if there was none before.
    long first(WebUrl url, long row) {
        var text = url.userInfo() == null ? url.toString() : url.userInfo() + "@" + url;
        return rows.putIfAbsent(digest.digest(text.getBytes(StandardCharsets.UTF_8)), row);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
