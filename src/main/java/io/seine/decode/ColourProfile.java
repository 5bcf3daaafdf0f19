package io.seine.decode;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

final class ColourProfile {
    private ColourProfile() {}

    static @Nullable ColourProfile of(@Nullable MemorySegment icc, Metadata.Colours colours) {
        return null;
    }

    void toSrgb(byte[] samples, int channels) {}
}
