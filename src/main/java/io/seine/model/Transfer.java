package io.seine.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the download of an item came to, whether it succeeded or not.
///
/// @param attempts requests sent, redirects not counted
/// @param httpStatus status code of the last response, or null where none came
/// @param finalUrl the address of the last request, after repair and redirects
/// @param mime media type that the origin declared, without parameters
/// @param bytes bytes of body received
/// @param sha256 hex digest of the bytes received, their content coding undone, or null where the body did not arrive
///     whole
/// @param verified false where the last connection was secured by a certificate that nobody checked
///     (`tls.verify = false`)
public record Transfer(
        int attempts,
        @Nullable Integer httpStatus,
        @Nullable String finalUrl,
        @Nullable String mime,
        long bytes,
        @Nullable String sha256,
        boolean verified) {

    /// Nothing was asked for.
    public static final Transfer NONE = new Transfer(0, null, null, null, 0, null);

    /// A transfer whose connection was checked, or needed no check.
    public Transfer(
            int attempts,
            @Nullable Integer httpStatus,
            @Nullable String finalUrl,
            @Nullable String mime,
            long bytes,
            @Nullable String sha256) {
        this(attempts, httpStatus, finalUrl, mime, bytes, sha256, true);
    }

    public Transfer {
        if (attempts < 0 || bytes < 0) {
            throw new IllegalArgumentException("attempts and bytes of a transfer are not negative");
        }
    }

    /// This transfer as the result of `count` attempts.
    public Transfer withAttempts(int count) {
        return new Transfer(count, httpStatus, finalUrl, mime, bytes, sha256, verified);
    }

    /// The final address, for the messages of stages that only see finished transfers.
    public String address() {
        return Objects.requireNonNullElse(finalUrl, "");
    }
}
