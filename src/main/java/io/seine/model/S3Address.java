package io.seine.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// Where an object is in S3, or what is below a prefix: `s3://bucket/key`.
///
/// @param bucket the bucket's name
/// @param key the object's key, or a prefix without the slash behind it; not empty
public record S3Address(String bucket, String key) {
    /// Bytes of UTF-8 in a key, by S3's rules.
    public static final int MOST_BYTES = 1024;

    private static final String SCHEME = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    public S3Address {
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
            throw new IllegalArgumentException("\"" + bucket + "\" cannot be the name of a bucket");
        } else if (key.isEmpty() || key.startsWith("/") || CONTROL.matcher(key).find()) {
            throw new IllegalArgumentException("expected s3://BUCKET/KEY, got \"s3://" + bucket + "/" + key + "\"");
        } else if (List.of(key.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException("a key has no \"..\" between its slashes");
        } else if (key.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("a key has at most 1,024 bytes");
        }
    }

    /// Whether `text` is meant as such an address.
    public static boolean is(String text) {
        return text.startsWith(SCHEME);
    }

    /// Reads `s3://bucket/key`.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    public static S3Address parse(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        if (!is(text) || slash < 0) {
            throw new IllegalArgumentException("expected s3://BUCKET/KEY, got \"" + text + "\"");
        }
        return new S3Address(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    /// The object of a path below this prefix.
    public S3Address resolve(String path) {
        return new S3Address(bucket, key + "/" + path);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
