package io.seine.decode;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Animated;
import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.config.DecodeSettings.Mode;
import io.seine.decode.Metadata.Colours;
import io.seine.model.Body;
import io.seine.model.Decoded;
import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import io.seine.model.Picture;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Supplier;

/// Does to one body what the settings say. Thread-safe; the body stays its caller's.
final class Decoder {
    private final DecodeSettings settings;
    private final Encoding encoding;
    private final Limits limits;
    private final Budget budget;
    private final Supplier<Codec> loaded;

    Decoder(DecodeSettings settings, Codec codec) {
        this(settings, () -> codec);
    }

    /// @param loaded asked for the codec on the threads that decode, since loading it takes a while
    Decoder(DecodeSettings settings, Supplier<Codec> loaded) {
        this.settings = settings;
        this.encoding = settings.encoding();
        this.limits = new Limits(settings.maxPixels(), settings.memory().bytes(), settings.filter());
        this.budget = new Budget(settings.memory().bytes());
        this.loaded = loaded;
    }

    /// A picture on its way: the file, and what is known of it before any pixel is.
    private record Found(Fetched fetched, MemorySegment file, Structure structure, Header header) {}

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
            return decode(found(fetched, format, content.bytes()));
        }
    }

    private Codec codec() {
        return loaded.get();
    }

    private ImageFormat format(Body body) throws Refusal, IOException {
        var format = ImageFormat.detect(body.head(ImageFormat.HEAD));
        if (format.isEmpty()) {
            throw Refusal.unsupported(Guess.of(body));
        }
        if (!codec().reads().contains(format.get())) {
            throw Structure.cannotRead(format.get());
        }
        return format.get();
    }

    private Found found(Fetched fetched, ImageFormat format, MemorySegment file) throws Refusal {
        var structure = Structure.of(format);
        var header = structure.header(file);
        limits.check(header);
        return new Found(fetched, file, structure, header);
    }

    private Decoded decode(Found found) throws Refusal, IOException {
        found.structure.check(found.file);
        if (settings.thorough()) {
            found.structure.checkData(found.file);
        }
        boolean transforms = settings.mode() == Mode.TRANSFORM && !isKept(found.header);
        try {
            return transforms ? transformed(found) : verified(found);
        } catch (OutOfMemoryError e) {
            throw new Refusal(Kind.INTERNAL, "not enough memory to decode " + found.header.dimensions());
        }
    }

    private boolean isKept(Header header) throws Refusal {
        if (header.frames() > 1 && settings.animated() == Animated.SKIP) {
            throw new Refusal(Kind.FILTERED, header.dimensions() + ", and decode.animated = skip");
        }
        return header.frames() > 1 && settings.animated() == Animated.KEEP;
    }

    private Decoded verified(Found found) throws Refusal {
        var header = found.header;
        try (var _ = budget.take(limits.need(header))) {
            codec().verify(found.file, header);
        }
        var picture = Picture.unchanged(header.width(), header.height());
        return new Decoded(
                found.fetched.transfer(), found.fetched.body(), header.format().extension(), picture);
    }

    private Decoded transformed(Found found) throws Refusal, IOException {
        var header = found.header;
        var metadata = found.structure.metadata(found.file);
        var format = Objects.requireNonNullElse(encoding.format(), header.format());
        var plan = Plan.of(header, metadata.orientation(), settings.resize());
        limits.check(plan);
        var task = new Codec.Task(plan, metadata, format, encoding);
        return conforms(header, task) ? kept(found) : written(found, task);
    }

    /// Whether the picture is already what would be made of it.
    private boolean conforms(Header header, Codec.Task task) {
        var metadata = task.metadata();
        return task.format() == header.format()
                && task.plan().keeps(header.width(), header.height())
                && metadata.orientation() == Orientation.UPRIGHT
                && metadata.colours() != Colours.CMYK
                && !(metadata.colours() == Colours.GREY && encoding.grayscale() == Grayscale.RGB)
                && ColourProfile.of(metadata.icc(), metadata.colours()) == null;
    }

    /// The picture with its data as it is, but without metadata where that isn't wanted.
    private Decoded kept(Found found) throws Refusal {
        var verified = verified(found);
        var stripped = keepsMetadata() ? null : MetadataEditing.stripped(found.file, found.header.format());
        return stripped == null
                ? verified
                : new Decoded(verified.transfer(), Body.of(stripped), verified.extension(), verified.picture());
    }

    private boolean keepsMetadata() {
        return encoding.metadata() == Encoding.Metadata.KEEP;
    }

    private Decoded written(Found found, Codec.Task task) throws Refusal, IOException {
        if (!codec().writes().contains(task.format())) {
            throw Refusal.unsupported("this build cannot write " + task.format().word());
        }
        var header = found.header;
        var plan = task.plan();
        byte[] file;
        try (var _ = budget.take(limits.need(header, plan))) {
            file = codec().transform(found.file, header, task);
        }
        if (keepsMetadata()) {
            file = MetadataEditing.into(file, task.format(), task.metadata());
        }
        var picture = new Picture(plan.width(), plan.height(), header.width(), header.height());
        return new Decoded(
                found.fetched.transfer(), Body.of(file), task.format().extension(), picture);
    }
}
