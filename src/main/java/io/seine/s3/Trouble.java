package io.seine.s3;

import io.seine.model.Causes;
import java.net.ConnectException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.connectors.s3.FailedUpload;
import org.apache.pekko.stream.connectors.s3.S3Exception;
import software.amazon.awssdk.core.exception.SdkException;

/// What goes wrong with S3, in a few words.
final class Trouble {
    private static final int MOST = 300;

    private Trouble() {}

    /// Whether there is nothing of what was asked for.
    static boolean isAbsence(Throwable failure) {
        return Causes.unwrapped(failure) instanceof S3Exception refused
                && refused.statusCode().intValue() == 404;
    }

    static String words(Throwable failure) {
        return switch (failure) {
            case ExecutionException wrapped when wrapped.getCause() != null -> words(wrapped.getCause());
            case CompletionException wrapped when wrapped.getCause() != null -> words(wrapped.getCause());
            case FailedUpload upload
            when !upload.getReasons().isEmpty() -> words(upload.getReasons().getFirst());
            case CancellationException given -> "given up";
            case S3Exception refused -> refused(refused);
            case StreamTcpException tcp -> "cannot be reached" + because(tcp);
            case SdkException sdk -> sdk(sdk);
            default -> line(Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
        };
    }

    private static String refused(S3Exception refused) {
        int status = refused.statusCode().intValue();
        var code = Objects.requireNonNullElse(refused.code(), "");
        code = code.startsWith("" + status) ? code : status + " " + code; // without a body the status is all there is
        return switch (status) {
            case 403 -> "permission denied (" + code + ")";
            case 404 ->
                "NoSuchBucket".equals(refused.code()) ? "there is no such bucket" : "is not there (" + code + ")";
            default -> line(refused.message() == null ? "" : refused.message()) + " (" + code + ")";
        };
    }

    private static String because(StreamTcpException tcp) {
        return tcp.getCause() instanceof ConnectException refused
                ? ": " + refused.getMessage()
                : ": " + line(String.valueOf(tcp.getMessage()));
    }

    /// What Amazon's library says of credentials it has looked for everywhere fills a screen.
    private static String sdk(SdkException sdk) {
        var message = String.valueOf(sdk.getMessage());
        return message.contains("credentials")
                ? "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
                : message.contains("region") ? "no region: set seine.job.s3.region or AWS_REGION" : line(message);
    }

    private static String line(String message) {
        var line = message.replaceAll("\\s+", " ").strip();
        return line.length() > MOST ? line.substring(0, MOST) + "…" : line;
    }
}
