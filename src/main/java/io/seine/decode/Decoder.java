package io.seine.decode;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Animated;
import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.config.DecodeSettings.Form;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Does to one body what the settings say. Thread-safe; the body stays its caller's.
final class Decoder {
    private final DecodeSettings settings;
    private final List<Form> forms;
    private final Limits limits;
    private final Budget budget;
    private final Supplier<Codec> loaded;

    Decoder(DecodeSettings settings, Codec codec) {
        this(settings, List.of(settings.form()), () -> codec);
    }

    /// @param forms in which pictures are saved
    /// @param loaded asked for the codec on the threads that decode, since loading it takes a while
    Decoder(DecodeSettings settings, List<Form> forms, Supplier<Codec> loaded) {
        this.settings = settings;
        this.forms = forms;
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
        try {
            return made(found, steps(found));
        } catch (OutOfMemoryError e) {
            throw new Refusal(Kind.INTERNAL, "not enough memory to decode " + found.header.dimensions());
        }
    }

    /// How one of the forms comes about.
    private sealed interface Step {
        /// The bytes stay as they are.
        record AsItCame() implements Step {}

        /// The picture already is what would be made of it.
        record Conforming() implements Step {}

        /// The picture is made anew.
        record Written(Codec.Task task) implements Step {}
    }

    private List<Step> steps(Found found) throws Refusal {
        boolean transforms = forms.stream().anyMatch(form -> form.mode() == Mode.TRANSFORM) && !isKept(found.header);
        var metadata = transforms ? found.structure.metadata(found.file) : Metadata.NONE;
        var steps = new ArrayList<Step>();
        for (var form : forms) {
            steps.add(transforms && form.mode() == Mode.TRANSFORM ? step(found, metadata, form) : new Step.AsItCame());
        }
        return steps;
    }

    private boolean isKept(Header header) throws Refusal {
        if (header.frames() > 1 && settings.animated() == Animated.SKIP) {
            throw new Refusal(Kind.FILTERED, header.dimensions() + ", and decode.animated = skip");
        }
        return header.frames() > 1 && settings.animated() == Animated.KEEP;
    }

    private Step step(Found found, Metadata metadata, Form form) throws Refusal {
        var header = found.header;
        var format = Objects.requireNonNullElse(form.encoding().format(), header.format());
        var plan = Plan.of(header, metadata.orientation(), form.resize());
        limits.check(plan);
        var task = new Codec.Task(plan, metadata, format, form.encoding());
        return conforms(header, task) ? new Step.Conforming() : new Step.Written(task);
    }

    /// Whether the picture is already what would be made of it.
    private static boolean conforms(Header header, Codec.Task task) {
        var metadata = task.metadata();
        return task.format() == header.format()
                && task.plan().keeps(header.width(), header.height())
                && metadata.orientation() == Orientation.UPRIGHT
                && metadata.colours() != Colours.CMYK
                && !(metadata.colours() == Colours.GREY && task.encoding().grayscale() == Grayscale.RGB)
                && ColourProfile.of(metadata.icc(), metadata.colours()) == null;
    }

    private Decoded made(Found found, List<Step> steps) throws Refusal, IOException {
        var written = written(found, steps).iterator();
        var made = new ArrayList<Decoded.Form>();
        for (var step : steps) {
            made.add(
                    switch (step) {
                        case Step.AsItCame() -> form(found, found.fetched.body());
                        case Step.Conforming() -> form(found, stripped(found));
                        case Step.Written(var task) -> form(found, written.next(), task);
                    });
        }
        return new Decoded(found.fetched.transfer(), made);
    }

    private static Decoded.Form form(Found found, Body body) {
        var header = found.header;
        return new Decoded.Form(body, header.format().extension(), Picture.unchanged(header.width(), header.height()));
    }

    /// The data as it is, but without metadata where that isn't wanted.
    private Body stripped(Found found) throws Refusal {
        var stripped = keepsMetadata() ? null : MetadataEditing.stripped(found.file, found.header.format());
        return stripped == null ? found.fetched.body() : Body.of(stripped);
    }

    private boolean keepsMetadata() {
        return settings.encoding().metadata() == Encoding.Metadata.KEEP;
    }

    private Decoded.Form form(Found found, byte[] written, Codec.Task task) throws Refusal, IOException {
        var plan = task.plan();
        var file = keepsMetadata() ? MetadataEditing.into(written, task.format(), task.metadata()) : written;
        return new Decoded.Form(
                Body.of(file),
                task.format().extension(),
                new Picture(plan.width(), plan.height(), found.header.width(), found.header.height()));
    }

    /// Decodes the picture, once: to write it anew, or else to see that it can be. Pictures of several frames,
    /// of which only the first is written anew, are seen through before, where they are saved as well.
    private List<byte[]> written(Found found, List<Step> steps) throws Refusal, IOException {
        var header = found.header;
        var tasks = new ArrayList<Codec.Task>();
        for (var step : steps) {
            if (step instanceof Step.Written(var task)) {
                tasks.add(writable(task));
            }
        }
        boolean saved = tasks.size() < steps.size();
        if (tasks.isEmpty() || (saved && header.frames() > 1)) {
            try (var _ = budget.take(limits.need(header))) {
                codec().verify(found.file, header);
            }
        }
        if (tasks.isEmpty()) {
            return List.of();
        }
        var plans = tasks.stream().map(Codec.Task::plan).toList();
        try (var _ = budget.take(limits.need(header, plans))) {
            return codec().transform(found.file, header, tasks, saved);
        }
    }

    private Codec.Task writable(Codec.Task task) throws Refusal {
        if (!codec().writes().contains(task.format())) {
            throw Refusal.unsupported("this build cannot write " + task.format().word());
        }
        return task;
    }
}
