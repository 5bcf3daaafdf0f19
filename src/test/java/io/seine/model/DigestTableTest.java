package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestTableTest {
    private static final int COUNT = 200_000;

    /// Far more than the tables begin with, so that they grow several times.
    @Test
    void everyDigestKeepsItsFirstNumber() {
        var table = new DigestTable();
        var random = new Random(5);
        var digests = new ArrayList<byte[]>();
        for (int i = 0; i < COUNT; i++) {
            var digest = new byte[32];
            random.nextBytes(digest);
            digests.add(digest);
            assertThat(table.get(digest)).isEqualTo(-1);
            assertThat(table.putIfAbsent(digest, i)).isEqualTo(i);
        }
        for (int i = 0; i < COUNT; i++) {
            assertThat(table.get(digests.get(i))).isEqualTo(i);
            assertThat(table.putIfAbsent(digests.get(i), COUNT)).isEqualTo(i);
        }
    }

    /// Digests that fall on the same place and differ in the last bits that are kept.
    @Test
    void digestsThatAreNearlyTheSameAreToldApart() {
        var table = new DigestTable();
        for (int i = 0; i < 256; i++) {
            var digest = new byte[32];
            digest[23] = (byte) i;
            assertThat(table.putIfAbsent(digest, 1000 - i)).isEqualTo(1000 - i);
        }
        assertThat(table.get(new byte[32])).isEqualTo(1000);
    }

    @Test
    void numbersMayBeLargeButNotTooLarge() {
        var table = new DigestTable();
        long most = (1L << 40) - 2;
        assertThat(table.putIfAbsent(new byte[32], most)).isEqualTo(most);
        assertThat(table.get(new byte[32])).isEqualTo(most);
        assertThatIllegalArgumentException().isThrownBy(() -> table.putIfAbsent(new byte[32], most + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> table.putIfAbsent(new byte[32], -1));
    }
}
