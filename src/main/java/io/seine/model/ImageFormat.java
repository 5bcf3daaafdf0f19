package io.seine.model;

import java.util.Locale;
import java.util.Optional;

/// A file format that Seine tells by its first bytes.
public enum ImageFormat {
    JPEG("jpg", "image/jpeg"),
    PNG("png", "image/png"),
    GIF("gif", "image/gif"),
    WEBP("webp", "image/webp"),
    BMP("bmp", "image/bmp"),
    TIFF("tiff", "image/tiff"),
    AVIF("avif", "image/avif");

    /// How many first bytes [#detect] wants to see.
    public static final int HEAD = 32;

    private final String extension;
    private final String mediaType;

    ImageFormat(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    /// The format's usual file extension, without a dot.
    public String extension() {
        return extension;
    }

    /// The format's media type.
    public String mediaType() {
        return mediaType;
    }

    /// The format as configuration and messages spell it: `jpeg`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The format of a file by its magic bytes, of which `head` holds the first [#HEAD] or all.
    public static Optional<ImageFormat> detect(byte[] head) {
        if (starts(head, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        } else if (starts(head, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        } else if (starts(head, 0, "GIF87a") || starts(head, 0, "GIF89a")) {
            return Optional.of(GIF);
        } else if (starts(head, 0, "RIFF") && starts(head, 8, "WEBP")) {
            return Optional.of(WEBP);
        } else if (starts(head, 0, "II*\0") || starts(head, 0, "MM\0*")) {
            return Optional.of(TIFF);
        } else if (starts(head, 4, "ftypavif") || starts(head, 4, "ftypavis")) {
            return Optional.of(AVIF);
        } else if (starts(head, 0, "BM") && starts(head, 6, "\0\0\0\0")) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }

    private static boolean starts(byte[] head, int at, String magic) {
        if (head.length < at + magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((head[at + i] & 0xff) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
