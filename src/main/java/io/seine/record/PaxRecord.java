package io.seine.record;

import java.nio.charset.StandardCharsets;

/// A record of a pax header (POSIX.1-2001): what the header of a file in a tar has no room for, told before it.
public final class PaxRecord {
    private PaxRecord() {}

    /// `LENGTH KEYWORD=VALUE` and a line feed; the length is that of all of it, itself included.
    ///
    /// @param keyword such as `path` or `size`
    public static byte[] of(String keyword, String value) {
        var text = " " + keyword + "=" + value + "\n";
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        int whole = length + digits(length + digits(length));
        return (whole + text).getBytes(StandardCharsets.UTF_8);
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }
}
