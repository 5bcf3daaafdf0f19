package io.seine.config;

import io.seine.config.DecodeSettings.Form;
import io.seine.model.Template;
import java.util.Objects;

/// One of several forms in which every picture is saved.
///
/// @param name template of its file's name; in tars `{key}`, or that and a suffix: `{key}.512`
/// @param form what is made of the picture
public record VariantSettings(Template name, Form form) {
    private static final String KEY = "{key}";

    public VariantSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(form, "form");
    }

    /// What stands behind the key of a sample, before the extension: nothing, or `.512`.
    public String suffix() {
        return name.toString().substring(KEY.length());
    }
}
