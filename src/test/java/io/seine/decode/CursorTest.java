package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorTest {

    @Test
    void passesToTheNextByteOfAValueWhereverItIs() throws Refusal {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            int start = random.nextInt(bytes.length);
            int value = bytes[start + random.nextInt(bytes.length - start)] & 0xff;
            var cursor = new Cursor(MemorySegment.ofArray(bytes), ByteOrder.BIG_ENDIAN);
            cursor.skip(start);

            long passed = cursor.passTo(value);

            int expected = start;
            while ((bytes[expected] & 0xff) != value) {
                expected++;
            }
            assertThat(cursor.at()).isEqualTo(expected);
            assertThat(passed).isEqualTo(expected - start);
        }
    }

    @Test
    void aValueThatDoesNotComeIsTheEndOfATruncatedFile() {
        for (int length : new int[] {0, 1, 7, 8, 9, 16}) {
            var cursor = new Cursor(MemorySegment.ofArray(new byte[length]), ByteOrder.BIG_ENDIAN);

            assertThatThrownBy(() -> cursor.passTo(0xff))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("truncated");
        }
    }
}
