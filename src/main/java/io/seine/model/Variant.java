package io.seine.model;

import java.util.Objects;

/// One of several forms in which an item is in the output.
///
/// @param path the saved file, relative to the job's output folder with `/` between names
/// @param width in pixels
/// @param height in pixels
/// @param bytes length of the file
/// @param format of the picture, as configuration spells it
public record Variant(String path, int width, int height, long bytes, String format) {
    public Variant {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(format, "format");
        if (width < 1 || height < 1 || bytes < 0) {
            throw new IllegalArgumentException("a picture has at least one pixel and no negative length: " + path);
        }
    }
}
