package io.seine.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the decode stage makes of an item: the bytes to save, in one form or several.
///
/// @param transfer what the download came to
/// @param forms what is to be saved, at least one; several may have the same body
public record Decoded(Transfer transfer, List<Form> forms) {

    /// One form of an item.
    ///
    /// @param body the bytes to save
    /// @param extension the file extension that fits them, without a dot; empty where nothing is known
    /// @param picture dimensions, where the item was decoded
    public record Form(
            Body body, String extension, @Nullable Picture picture) {
        public Form {
            Objects.requireNonNull(body, "body");
            Objects.requireNonNull(extension, "extension");
        }
    }

    /// An item in one form.
    public Decoded(Transfer transfer, Body body, String extension, @Nullable Picture picture) {
        this(transfer, List.of(new Form(body, extension, picture)));
    }

    public Decoded {
        Objects.requireNonNull(transfer, "transfer");
        forms = List.copyOf(forms);
        if (forms.isEmpty()) {
            throw new IllegalArgumentException("an item is saved in at least one form");
        }
    }

    /// The bytes of the first form.
    public Body body() {
        return forms.getFirst().body();
    }

    /// The extension of the first form.
    public String extension() {
        return forms.getFirst().extension();
    }

    /// The dimensions of the first form.
    public @Nullable Picture picture() {
        return forms.getFirst().picture();
    }

    /// Ends all forms, which nobody needs any more.
    public void discard() {
        forms.forEach(form -> form.body().discard());
    }
}
