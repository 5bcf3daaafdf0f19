package io.seine.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.seine.config.DecodeSettings.Form;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.SaveSettings.Layout;
import io.seine.model.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `save.variants` of a job: what a variant does not say is as in `decode`.
final class VariantsReader {
    /// An element, as its keys are documented.
    private static final ConfigObject VARIANT = ConfigFactory.parseString("""
                    name = "512/{key}", mode = transform, format = webp, quality = 80,
                    resize { mode = keep-ratio, size = 512, only-if-bigger = true }
                    """).root();

    /// What of it only pictures have that are made anew.
    private static final List<String> MADE = List.of("format", "quality", "resize");

    private static final Pattern IN_TAR = Pattern.compile("\\{key}(\\.[A-Za-z0-9_-]+)?");

    private final Section save;
    private final Section decode;

    private VariantsReader(Section save, Section decode) {
        this.save = save;
        this.decode = decode;
    }

    static List<VariantSettings> read(Section save, Section decode, Layout layout) {
        return new VariantsReader(save, decode).variants(layout);
    }

    private List<VariantSettings> variants(Layout layout) {
        var variants = new ArrayList<VariantSettings>();
        var names = new HashSet<Template>();
        for (var element : save.sections("variants", VARIANT)) {
            var variant = variant(element);
            if (!names.add(variant.name())) {
                element.refuse("name", "another variant has this name");
            } else if (layout == Layout.WEBDATASET
                    && !IN_TAR.matcher(variant.name().toString()).matches()) {
                element.refuse(
                        "name",
                        "in a tar a variant is called {key}, or {key}. and letters, digits, - and _ behind it: {key}.512");
            }
            variants.add(variant);
        }
        if (!variants.isEmpty() && layout == Layout.NONE) {
            save.refuse("variants", "save.layout = none saves nothing");
        } else if (!variants.isEmpty() && decode.oneOf("mode", Mode.class) == Mode.NONE) {
            save.refuse("variants", "variants are made of pictures, which decode.mode = none does not look at");
        }
        return variants;
    }

    private VariantSettings variant(Section element) {
        element.refuseUnknownKeys();
        var whole = element.over(decode);
        whole.section("resize").refuseUnknownKeys();
        var made = MADE.stream().filter(element::has).findFirst().orElse(null);
        var form = new Form(
                mode(element, whole, made), DecodeReader.resize(whole.section("resize")), DecodeReader.encoding(whole));
        return new VariantSettings(element.parsed("name", JobReader::fileName), form);
    }

    /// @param made a key that the variant has for pictures that are made anew
    private static Mode mode(Section element, Section whole, @Nullable String made) {
        var mode = whole.oneOf("mode", Mode.class);
        if (!element.has("mode") && made != null) {
            return Mode.TRANSFORM;
        } else if (element.has("mode") && mode == Mode.NONE) {
            element.refuse("mode", "expected verify or transform: variants are made of pictures");
        } else if (made != null && mode != Mode.TRANSFORM) {
            element.refuse(made, "only mode = transform makes a picture anew");
        }
        return mode;
    }
}
