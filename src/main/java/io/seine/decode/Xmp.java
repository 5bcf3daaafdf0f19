package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A packet of XMP (ISO 16684-1), as far as it repeats what EXIF says about orientation.
final class Xmp {
    /// `tiff:Orientation` as an element or an attribute. No part of a packet is searched twice.
    private static final Pattern ORIENTATION =
            Pattern.compile("(?<before><tiff:Orientation\\b[^<>]*+>\\s*+|tiff:Orientation\\s*+=\\s*+[\"']\\s*+)\\d++");

    private Xmp() {}

    /// A copy of `packet` that tells of an upright picture.
    static byte[] upright(MemorySegment packet) {
        var text = new String(packet.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1); // loses no byte
        return ORIENTATION.matcher(text).replaceAll("${before}1").getBytes(StandardCharsets.ISO_8859_1);
    }
}
