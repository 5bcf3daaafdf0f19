package io.seine.save;

import io.seine.model.Item;
import io.seine.model.Template;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names for files from a template: safe on every usual file system, and never outside the output folder.
///
/// Only slashes of the template itself make folders. In every part between them the characters that some file system
/// refuses become `_`, as does a dot in front; reserved names of Windows and Seine's own files get a `_` before them;
/// long parts are cut.
final class FileNames {
    /// Bytes of UTF-8 in one part of a path: what file systems allow is 255; a suffix still has to fit.
    private static final int MOST_BYTES = 240;

    /// Characters in a whole path: what file systems allow is 4096 bytes; the output folder has to fit, too.
    private static final int MOST_CHARACTERS = 1000;

    private static final Pattern REFUSED = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}<>:\"/\\\\|?*]");
    private static final Pattern RESERVED = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
    private static final Pattern OWN = Pattern.compile("(?i)ledger\\.jsonl|summary\\.json");

    private final Template template;
    private final boolean addsExtension;

    FileNames(Template template) {
        this.template = template;
        this.addsExtension = !template.names().contains("ext");
    }

    /// A name that cannot be made.
    static final class UnsafeName extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnsafeName(String message) {
            super(message, null, false, false);
        }
    }

    /// The relative path of an item's file, without the extension where it is added: that follows a suffix.
    ///
    /// @throws UnsafeName if the item lacks a value, or a part of the path comes out empty
    Path path(Item item, Transfer transfer, String extension) {
        String expanded;
        try {
            expanded = template.expand(name -> escaped(value(name, item, transfer, extension)));
        } catch (Template.MissingValue e) {
            throw new UnsafeName(String.valueOf(e.getMessage()));
        }
        var parts = new ArrayList<String>();
        for (var part : expanded.split("/", -1)) {
            parts.add(safe(part.replace('\u0000', '/'), expanded));
        }
        if (parts.size() == 1
                && OWN.matcher(parts.getFirst() + ending(extension)).matches()) {
            parts.set(0, "_" + parts.getFirst());
        }
        if (parts.stream().mapToInt(String::length).sum() > MOST_CHARACTERS) {
            throw new UnsafeName("the name is longer than " + MOST_CHARACTERS + " characters");
        }
        return Path.of(parts.getFirst(), parts.subList(1, parts.size()).toArray(String[]::new));
    }

    /// `.jpg` where the extension follows the name, else nothing.
    String ending(String extension) {
        return addsExtension && !extension.isEmpty() ? "." + extension : "";
    }

    /// Slashes that come from values are not the template's.
    private static @Nullable String escaped(@Nullable String value) {
        return value == null ? null : value.replace('\u0000', '_').replace('/', '\u0000');
    }

    private static @Nullable String value(String name, Item item, Transfer transfer, String extension) {
        return switch (name) {
            case "index" -> Long.toString(item.index());
            case "key" -> item.key();
            case "host" -> url(item).host();
            case "name" -> stem(url(item).lastSegment());
            case "ext" -> extension;
            case "sha256" -> Objects.requireNonNullElse(transfer.sha256(), "");
            default -> item.fields().get(name);
        };
    }

    private static WebUrl url(Item item) {
        return WebUrl.parse(item.url());
    }

    private static String stem(String segment) {
        int dot = segment.lastIndexOf('.');
        var stem = dot > 0 ? segment.substring(0, dot) : segment;
        return stem.isEmpty() ? "index" : stem;
    }

    private static String safe(String part, String whole) {
        var safe =
                REFUSED.matcher(Normalizer.normalize(part, Normalizer.Form.NFC)).replaceAll("_");
        safe = cut(safe).replaceAll("\\p{Cs}", "_").strip(); // half a surrogate pair where it was cut
        safe = safe.replaceAll("[. ]+$", ""); // Windows drops them
        if (safe.isEmpty()) {
            if (part.isBlank()) {
                throw new UnsafeName("the name \"" + whole.replace('\u0000', '/') + "\" has an empty part");
            }
            return "_";
        }
        return safe.startsWith(".") || RESERVED.matcher(safe).matches() ? "_" + safe : safe;
    }

    private static String cut(String part) {
        var cut = part.length() > MOST_BYTES ? part.substring(0, MOST_BYTES) : part;
        while (cut.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
