package io.seine.decode;

import io.seine.model.ImageFormat;

/// Lays pictures on canvases.
final class Canvas {
    private final Pixels canvas;
    private final int background;

    private Canvas(Pixels canvas, int background) {
        this.canvas = canvas;
        this.background = background;
    }

    /// What is to be saved: `scaled` in its place on the canvas of `task`. Background is beside a transparent picture,
    /// and behind it where the written format has no transparency.
    static Pixels of(Pixels scaled, Codec.Task task) {
        var plan = task.plan();
        boolean alpha = scaled.hasAlpha() && hasAlpha(task.format());
        if (plan.isPlain() && alpha == scaled.hasAlpha()) {
            return scaled;
        }
        int background = task.encoding().background();
        int colours = scaled.isGrey() && isGrey(background) ? 1 : 3;
        var canvas = new Canvas(Pixels.blank(plan.width(), plan.height(), colours + (alpha ? 1 : 0)), background);
        if (!plan.isPlain()) {
            canvas.fill();
        }
        canvas.lay(scaled, plan.left(), plan.top());
        return canvas.canvas;
    }

    /// A frame in its place on a larger, transparent canvas.
    static Pixels of(Pixels frame, int left, int top, Header header) {
        if (frame.width() == header.width() && frame.height() == header.height()) {
            return frame;
        }
        var canvas = new Canvas(Pixels.blank(header.width(), header.height(), frame.colours() + 1), 0);
        canvas.lay(frame, left, top);
        return canvas.canvas;
    }

    private void fill() {
        for (int at = 0; at < canvas.samples().length; at += canvas.channels()) {
            for (int channel = 0; channel < canvas.colours(); channel++) {
                canvas.samples()[at + channel] = (byte) background(channel);
            }
            if (canvas.hasAlpha()) {
                canvas.samples()[at + canvas.colours()] = -1;
            }
        }
    }

    /// Blue, green, red.
    private int background(int channel) {
        return (background >> (8 * channel)) & 0xff;
    }

    /// Parts of `picture` beyond the canvas are cut off.
    private void lay(Pixels picture, int left, int top) {
        int from = Math.max(0, -left);
        int to = Math.min(picture.width(), canvas.width() - left);
        int bottom = Math.min(picture.height(), canvas.height() - top);
        for (int y = Math.max(0, -top); y < bottom; y++) {
            if (picture.channels() == canvas.channels()) {
                int length = (to - from) * canvas.channels();
                System.arraycopy(
                        picture.samples(),
                        picture.at(from, y),
                        canvas.samples(),
                        canvas.at(left + from, top + y),
                        length);
            } else {
                layRow(picture, picture.at(from, y), canvas.at(left + from, top + y), to - from);
            }
        }
    }

    private void layRow(Pixels picture, int from, int to, int count) {
        int source = from;
        int target = to;
        for (int i = 0; i < count; i++) {
            layPixel(picture, source, target);
            source += picture.channels();
            target += canvas.channels();
        }
    }

    private void layPixel(Pixels picture, int from, int to) {
        int alpha = picture.hasAlpha() ? picture.sample(from + picture.colours()) : 255;
        for (int channel = 0; channel < canvas.colours(); channel++) {
            int sample = picture.sample(from + (picture.isGrey() ? 0 : channel));
            if (!canvas.hasAlpha()) {
                sample = (sample * alpha + background(channel) * (255 - alpha) + 127) / 255;
            }
            canvas.samples()[to + channel] = (byte) sample;
        }
        if (canvas.hasAlpha()) {
            canvas.samples()[to + canvas.colours()] = (byte) alpha;
        }
    }

    private static boolean hasAlpha(ImageFormat format) {
        return switch (format) {
            case PNG, GIF, TIFF, WEBP, AVIF -> true;
            case JPEG, BMP -> false;
        };
    }

    static boolean isGrey(int rgb) {
        return (rgb & 0xff) * 0x010101 == rgb;
    }
}
