package io.seine.decode;

import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Transfer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The file extension of content that nobody decodes: by its magic bytes, its address or its media type.
final class Extensions {
    private static final String UNKNOWN = "bin";

    /// Letters and digits in an extension that is taken from an address.
    private static final int LONGEST = 5;

    private static final Map<String, String> BY_MEDIA_TYPE = Map.ofEntries(
            Map.entry("application/gzip", "gz"),
            Map.entry("application/json", "json"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("application/xml", "xml"),
            Map.entry("application/zip", "zip"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("image/heic", "heic"),
            Map.entry("image/jxl", "jxl"),
            Map.entry("image/svg+xml", "svg"),
            Map.entry("image/vnd.microsoft.icon", "ico"),
            Map.entry("image/x-icon", "ico"),
            Map.entry("text/css", "css"),
            Map.entry("text/csv", "csv"),
            Map.entry("text/html", "html"),
            Map.entry("text/javascript", "js"),
            Map.entry("text/plain", "txt"),
            Map.entry("text/xml", "xml"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("video/webm", "webm"));

    private Extensions() {}

    /// The extension that fits best, without a dot; `bin` where nothing is known.
    static String of(Fetched fetched) throws IOException {
        var transfer = fetched.transfer();
        return ImageFormat.detect(fetched.body().head(ImageFormat.HEAD))
                .map(ImageFormat::extension)
                .or(() -> byAddress(transfer))
                .or(() -> byMediaType(transfer))
                .orElse(UNKNOWN);
    }

    private static Optional<String> byAddress(Transfer transfer) {
        var address = transfer.address();
        int query = address.indexOf('?');
        var path = query < 0 ? address : address.substring(0, query);
        int dot = path.lastIndexOf('.');
        boolean named =
                dot > path.lastIndexOf('/') + 1 && dot + 1 < path.length() && path.length() - dot <= LONGEST + 1;
        return named && path.chars().skip(dot + 1).allMatch(Extensions::plain)
                ? Optional.of(path.substring(dot + 1).toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static boolean plain(int c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }

    private static Optional<String> byMediaType(Transfer transfer) {
        if (transfer.mime() == null) {
            return Optional.empty();
        }
        var type = transfer.mime().toLowerCase(Locale.ROOT);
        return Arrays.stream(ImageFormat.values())
                .filter(format -> format.mediaType().equals(type))
                .map(ImageFormat::extension)
                .findFirst()
                .or(() -> Optional.ofNullable(BY_MEDIA_TYPE.get(type)));
    }
}
