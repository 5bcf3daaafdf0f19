package io.seine.save;

import io.seine.model.Credentials;
import io.seine.model.Item;
import io.seine.model.Template;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names for files from a template: safe on every usual file system, and never outside the output folder.
///
/// Only slashes of the template itself make folders. In every part between them the characters that some file system
/// refuses become `_`, as does a dot in front; reserved names of Windows and Seine's own files get a `_` before them;
/// long parts are cut.
final class FileNames {
    /// Bytes of UTF-8 in one part of a path: what file systems allow is 255; suffix and extension still have to fit.
    private static final int MOST_BYTES = 240;

    /// Characters in a whole path: what file systems allow is 4096 bytes; the output folder has to fit, too.
    private static final int MOST_CHARACTERS = 1000;

    private static final int MOST_IN_EXTENSION = 8;

    /// Control and format characters, half pairs, what Unicode has not assigned, line ends, and what Windows refuses.
    private static final Pattern REFUSED = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}<>:\"/\\\\|?*]");

    private static final Pattern RESERVED =
            Pattern.compile("(?iu)(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\\..*)?");

    /// Seine's own files beside those that it saves.
    private static final Pattern OWN = Pattern.compile("(?iu)ledger\\.jsonl|summary\\.json|[0-9]{5,}\\.parquet");

    private final Template template;
    private final boolean addsExtension;

    FileNames(Template template) {
        this.template = template;
        this.addsExtension = !template.names().contains("ext");
    }

    /// The path of a file relative to the output folder, in two pieces: a number against collisions goes between.
    ///
    /// @param stem the path without `ending`
    /// @param ending the extension with its dot, or nothing
    record Name(Path stem, String ending) {
        /// The path itself, or the one with `-2`, `-3` … in it.
        Path numbered(int number) {
            return stem.resolveSibling(stem.getFileName() + (number == 1 ? "" : "-" + number) + ending);
        }
    }

    /// A name that cannot be made.
    static final class UnsafeName extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnsafeName(String message) {
            super(message, null, false, false);
        }
    }

    /// The name of an item's file.
    ///
    /// @throws UnsafeName if the item lacks a value, or a part of the path comes out empty
    Name name(Item item, Transfer transfer, String extension) {
        try {
            var expanded = template.expand(name -> flat(value(name, item, transfer, extension)));
            var parts = new ArrayList<String>();
            for (var part : expanded.split("/", -1)) {
                parts.add(safe(part, expanded));
            }
            return named(parts, ending(parts.getLast(), extension));
        } catch (Template.MissingValue e) {
            throw new UnsafeName(String.valueOf(e.getMessage()));
        } catch (InvalidPathException e) {
            throw new UnsafeName("the file system's encoding has no such name: " + e.getInput());
        }
    }

    private Name named(List<String> parts, String ending) {
        var stem = parts.removeLast();
        if (!addsExtension) {
            stem = stem.substring(0, stem.length() - ending.length());
        }
        parts.add(reserved(stem + ending) ? "_" + stem : stem);
        var first = parts.getFirst();
        if (OWN.matcher(parts.size() == 1 ? first + ending : first).matches()) { // be it a file or a folder
            parts.set(0, "_" + first);
        }
        if (parts.stream().mapToInt(String::length).sum() > MOST_CHARACTERS) {
            throw new UnsafeName("the name is longer than " + MOST_CHARACTERS + " characters");
        }
        return new Name(Path.of(parts.getFirst(), parts.subList(1, parts.size()).toArray(String[]::new)), ending);
    }

    /// The letters and digits of an extension, as many as names have room for.
    static String extension(String extension) {
        var clean = plain(extension) ? extension : extension.replaceAll("[^A-Za-z0-9]", "");
        return clean.substring(0, Math.min(MOST_IN_EXTENSION, clean.length()));
    }

    /// The extension that is added to the last part of the path, or that it ends in by the template.
    private String ending(String last, String extension) {
        var clean = extension(extension);
        var ending = clean.isEmpty() ? "" : "." + clean;
        boolean inside = last.length() > ending.length() && last.endsWith(ending);
        return addsExtension || inside ? ending : "";
    }

    /// Slashes that come from values make no folders, and addresses among them tell no passwords.
    private static @Nullable String flat(@Nullable String value) {
        return value == null ? null : Credentials.dropped(value).replace('/', '_');
    }

    private static @Nullable String value(String name, Item item, Transfer transfer, String extension) {
        return switch (name) {
            case "index" -> Long.toString(item.index());
            case "key" -> item.key();
            case "host" -> url(item).host();
            case "name" -> {
                var own = item.fields().get(name);
                yield own == null ? stem(url(item).lastSegment()) : own;
            }
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
        if (plain(part)) {
            return reserved(part) ? "_" + part : part;
        } else if (part.isBlank()) {
            throw new UnsafeName("the name \"" + whole + "\" has an empty part");
        }
        var safe =
                REFUSED.matcher(Normalizer.normalize(part, Normalizer.Form.NFC)).replaceAll("_");
        safe = cut(safe).strip().replaceAll("[. ]+$", ""); // Windows drops them
        return safe.isEmpty() || safe.startsWith(".") || reserved(safe) ? "_" + safe : safe;
    }

    /// Whether there is nothing to look for: nearly all names are so, and looking costs more than the rest of naming.
    private static boolean plain(String part) {
        int at = 0;
        while (at < part.length() && plain(part.charAt(at))) {
            at++;
        }
        return at > 0 && at == part.length() && at <= MOST_BYTES;
    }

    private static boolean plain(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }

    private static boolean reserved(String name) {
        return "CPANL".indexOf(name.charAt(0) & ~0x20) >= 0
                && RESERVED.matcher(name).matches();
    }

    private static String cut(String part) {
        int bytes = 0;
        for (int at = 0; at < part.length(); at += Character.charCount(part.codePointAt(at))) {
            bytes += bytesOf(part.codePointAt(at));
            if (bytes > MOST_BYTES) {
                return part.substring(0, at);
            }
        }
        return part;
    }

    private static int bytesOf(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
