package io.seine.decode;

import io.seine.model.ImageFormat;

/// What a picture's file tells before any pixel is decoded.
///
/// @param format by its magic bytes
/// @param width of the picture, in pixels
/// @param height of the picture, in pixels
/// @param frames how many pictures the file holds, at least 1
/// @param pixels of all frames together
record Header(ImageFormat format, int width, int height, int frames, long pixels) {

    /// A file that holds one picture.
    static Header single(ImageFormat format, long width, long height) throws Refusal {
        return of(format, width, height, 1, width * height);
    }

    /// @throws Refusal if a side is missing or longer than 2^31 pixels
    static Header of(ImageFormat format, long width, long height, int frames, long pixels) throws Refusal {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw Refusal.damaged("the header declares " + width + " × " + height + " pixels");
        }
        return new Header(format, (int) width, (int) height, frames, pixels);
    }

    /// The dimensions for a person: `640 × 480 pixels`.
    String dimensions() {
        return width + " × " + height + " pixels" + (frames > 1 ? " in " + frames + " frames" : "");
    }
}
