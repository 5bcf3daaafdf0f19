package io.seine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoding (WHATWG URL, section 1.3).
final class Percent {
    /// What a path may not hold as it is, beside controls and what is not ASCII.
    static final String IN_PATH = " \"#<>?^`{}";

    /// What the query of an http address may not.
    static final String IN_QUERY = " \"#<>'";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /// `text` with the characters of `set`, controls and what is not ASCII encoded; a `%` stays what it is.
    static String encoded(String text, String set) {
        if (text.chars().noneMatch(c -> mustBeEncoded(c, set))) {
            return text;
        }
        var encoded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (mustBeEncoded(each & 0xff, set)) {
                HEX.toHexDigits(encoded.append('%'), each);
            } else {
                encoded.append((char) each);
            }
        }
        return encoded.toString();
    }

    private static boolean mustBeEncoded(int c, String set) {
        return c < 0x20 || c > 0x7e || set.indexOf(c) >= 0;
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
