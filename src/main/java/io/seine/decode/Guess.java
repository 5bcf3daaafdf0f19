package io.seine.decode;

import io.seine.model.Body;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a body that is no picture looks like, for a person who wonders why.
final class Guess {
    private static final int HEAD = 512;
    private static final int SHOWN = 16;
    private static final Map<String, String> BEGINNINGS = beginnings();

    private Guess() {}

    private static Map<String, String> beginnings() {
        var all = new LinkedHashMap<String, String>();
        all.put("<!doctype html", "HTML");
        all.put("<html", "HTML");
        all.put("<svg", "SVG");
        all.put("<?xml", "XML");
        all.put("<", "HTML or XML");
        all.put("{", "JSON");
        all.put("[", "JSON");
        all.put("%pdf", "PDF");
        all.put("pk\u0003\u0004", "a ZIP archive");
        all.put("\u001f\u008b", "gzip");
        all.put("8bps", "a Photoshop file");
        all.put("\0\0\1\0", "an icon file");
        all.put("\u00ff\n", "JPEG XL");
        all.put("\0\0\0\fjxl ", "JPEG XL");
        all.put("\0\0\0\fjp  ", "JPEG 2000");
        return all;
    }

    /// A sentence such as `not a picture: looks like HTML`.
    static String of(Body body) throws IOException {
        var head = body.head(HEAD);
        return head.length == 0 ? "the body is empty" : "not a picture: " + look(head);
    }

    private static String look(byte[] head) {
        var text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("ftyp", 4)) {
            return "looks like a film, or a picture of kind "
                    + text.substring(8, Math.min(12, text.length())).strip();
        }
        var start = text.replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "").toLowerCase(Locale.ROOT);
        for (var beginning : BEGINNINGS.entrySet()) {
            if (start.startsWith(beginning.getKey())) {
                return "looks like " + beginning.getValue();
            }
        }
        return text.chars().allMatch(Guess::isText) ? "looks like text" : "begins with " + hex(head);
    }

    private static boolean isText(int c) {
        return (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t';
    }

    private static String hex(byte[] head) {
        return HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(SHOWN, head.length));
    }
}
