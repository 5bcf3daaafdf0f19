package io.seine.decode;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Mode;
import io.seine.model.Body;
import io.seine.model.Decoded;
import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import io.seine.model.Picture;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Does to one body what the settings say. Thread-safe; the body stays its caller's.
final class Decoder {
    private final DecodeSettings settings;
    private final Limits limits;
    private final Codec codec;

    Decoder(DecodeSettings settings, Codec codec) {
        this.settings = settings;
        this.limits = new Limits(settings.maxPixels(), settings.filter());
        this.codec = codec;
    }

    /// What is to be saved: the same body, or a new one.
    ///
    /// @throws Refusal if the picture ends here
    /// @throws IOException if its bytes cannot be had, or the new ones not be made
    Decoded decode(Fetched fetched) throws Refusal, IOException {
        if (settings.mode() == Mode.NONE) {
            return new Decoded(fetched.transfer(), fetched.body(), Extensions.of(fetched), null);
        }
        var format = format(fetched.body());
        try (var content = Content.of(fetched.body())) {
            return decode(fetched, format, content.bytes());
        }
    }

    private ImageFormat format(Body body) throws Refusal, IOException {
        var format = ImageFormat.detect(body.head(ImageFormat.HEAD));
        if (format.isEmpty()) {
            throw Refusal.unsupported(Guess.of(body));
        }
        if (!codec.reads().contains(format.get())) {
            throw Structure.cannotRead(format.get());
        }
        return format.get();
    }

    private Decoded decode(Fetched fetched, ImageFormat format, MemorySegment file) throws Refusal, IOException {
        var structure = Structure.of(format);
        var header = structure.header(file);
        limits.check(header);
        structure.check(file);
        try {
            return settings.mode() == Mode.VERIFY
                    ? verified(fetched, header, file)
                    : transformed(fetched, header, file);
        } catch (OutOfMemoryError e) {
            throw new Refusal(Kind.INTERNAL, "not enough memory to decode " + header.dimensions());
        }
    }

    private Decoded verified(Fetched fetched, Header header, MemorySegment file) throws Refusal {
        codec.verify(file, header);
        var picture = Picture.unchanged(header.width(), header.height());
        return new Decoded(fetched.transfer(), fetched.body(), header.format().extension(), picture);
    }

    private Decoded transformed(Fetched fetched, Header header, MemorySegment file) throws Refusal, IOException {
        var plan = Plan.of(header.width(), header.height(), settings.resize());
        var format = Objects.requireNonNullElse(settings.format(), header.format());
        limits.check(plan);
        if (format == header.format() && plan.keeps(header.width(), header.height())) {
            return verified(fetched, header, file);
        }
        if (!codec.writes().contains(format)) {
            throw Refusal.unsupported("this build cannot write " + format.word());
        }
        var task = new Codec.Task(plan, format, settings.quality(), settings.background());
        var body = Body.of(codec.transform(file, header, task));
        var picture = new Picture(plan.width(), plan.height(), header.width(), header.height());
        return new Decoded(fetched.transfer(), body, format.extension(), picture);
    }
}
