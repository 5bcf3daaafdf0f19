package io.seine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoding (WHATWG URL, section 1.3).
final class Percent {
    /// What a path may not hold as it is, beside controls and what is not ASCII.
    static final Characters IN_PATH = new Characters(" \"#<>?^`{}");

    /// What the query of an http address may not.
    static final Characters IN_QUERY = new Characters(" \"#<>'");

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /// A percent-encode set: some characters, and with them controls and what is not ASCII.
    static final class Characters {
        private final boolean[] stays = new boolean[0x80];

        private Characters(String characters) {
            for (int c = 0x20; c < 0x7f; c++) {
                stays[c] = characters.indexOf(c) < 0;
            }
        }

        private boolean has(int c) {
            return c >= stays.length || !stays[c];
        }

        private boolean hasNoneOf(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (has(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /// `text` with the characters of `set` encoded; a `%` stays what it is.
    static String encoded(String text, Characters set) {
        if (set.hasNoneOf(text)) {
            return text;
        }
        var encoded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (set.has(each & 0xff)) {
                HEX.toHexDigits(encoded.append('%'), each);
            } else {
                encoded.append((char) each);
            }
        }
        return encoded.toString();
    }

    /// `text` with its `%xx` decoded as UTF-8; another `%` stands for itself, bytes that are no UTF-8 become U+FFFD.
    static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '%' && at + 2 < bytes.length && isHex(bytes[at + 1]) && isHex(bytes[at + 2])) {
                decoded.write(HexFormat.fromHexDigit(bytes[at + 1]) << 4 | HexFormat.fromHexDigit(bytes[at + 2]));
                at += 2;
            } else {
                decoded.write(bytes[at]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static boolean isHex(byte c) {
        return HexFormat.isHexDigit(c);
    }
}
