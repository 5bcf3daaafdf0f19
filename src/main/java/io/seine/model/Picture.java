package io.seine.model;

/// Dimensions of a picture in pixels, as saved and as received.
public record Picture(int width, int height, int originalWidth, int originalHeight) {
    public Picture {
        if (width < 1 || height < 1 || originalWidth < 1 || originalHeight < 1) {
            throw new IllegalArgumentException("a picture has at least one pixel");
        }
    }

    /// A picture that is saved as it came.
    public static Picture unchanged(int width, int height) {
        return new Picture(width, height, width, height);
    }
}
