package io.seine.decode;

import io.seine.config.DecodeSettings.Filter;
import io.seine.model.Kind;
import java.util.List;
import java.util.Locale;

/// What a job sets against pictures by their dimensions, before any pixel is decoded.
///
/// @param maxPixels width times height times frames, and the same for what resizing makes
/// @param memory bytes that decoding may take
/// @param filter what is left out on purpose
record Limits(long maxPixels, long memory, Filter filter) {
    /// Samples as the codec has them, and the same pixels as they are worked on.
    private static final int BYTES_PER_PIXEL = 8;

    /// @throws Refusal as `too_many_pixels` or `filtered`, naming dimensions and limit
    void check(Header header) throws Refusal {
        if (header.pixels() > maxPixels) {
            throw tooMany("the picture has " + header.dimensions());
        }
        if (header.frames() > Structure.MOST_FRAMES) {
            throw new Refusal(Kind.TOO_MANY_PIXELS, "the picture has more than " + Structure.MOST_FRAMES + " frames");
        }
        checkSide(header);
        checkArea(header);
        checkAspect(header);
    }

    /// @throws Refusal as `too_many_pixels` if scaling would make more than decoding may
    void check(Plan plan) throws Refusal {
        if (Math.max(plan.scaledArea(), plan.area()) > maxPixels) {
            throw tooMany("resizing would make " + plan.scaledWidth() + " × " + plan.scaledHeight() + " pixels");
        }
    }

    /// About how many bytes it takes to decode a picture.
    ///
    /// @throws Refusal as `too_many_pixels` if that is more than there may be
    long need(Header header) throws Refusal {
        return allowed(header.pixels());
    }

    /// About how many bytes it takes to decode a picture and to make others of it, one after the other.
    ///
    /// @throws Refusal as `too_many_pixels` if that is more than there may be
    long need(Header header, List<Plan> plans) throws Refusal {
        long most = plans.stream()
                .mapToLong(plan -> Math.max(plan.scaledArea(), plan.area()))
                .max()
                .orElse(0);
        return allowed(header.pixels() + most);
    }

    private long allowed(long pixels) throws Refusal {
        long need = BYTES_PER_PIXEL * pixels;
        if (need > memory) {
            throw new Refusal(
                    Kind.TOO_MANY_PIXELS,
                    "decoding " + pixels + " pixels takes " + need + " bytes, more than decode.memory = " + memory
                            + " allows");
        }
        return need;
    }

    private Refusal tooMany(String what) {
        return new Refusal(Kind.TOO_MANY_PIXELS, what + ", more than max-pixels = " + maxPixels + " allows");
    }

    private void checkSide(Header header) throws Refusal {
        var least = filter.minSide();
        if (least != null && Math.min(header.width(), header.height()) < least) {
            throw filtered(header, "a side below min-side = " + least);
        }
    }

    private void checkArea(Header header) throws Refusal {
        var most = filter.maxArea();
        if (most != null && (long) header.width() * header.height() > most) {
            throw filtered(header, "an area above max-area = " + most);
        }
    }

    private void checkAspect(Header header) throws Refusal {
        var most = filter.maxAspect();
        double longer = Math.max(header.width(), header.height());
        double aspect = longer / Math.min(header.width(), header.height());
        if (most != null && aspect > most) {
            throw filtered(header, String.format(Locale.ROOT, "an aspect of %.2f above max-aspect = %s", aspect, most));
        }
    }

    private static Refusal filtered(Header header, String reason) {
        return new Refusal(Kind.FILTERED, header.dimensions() + ", " + reason);
    }
}
