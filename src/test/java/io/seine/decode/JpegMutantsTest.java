package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Damage by chance.
class JpegMutantsTest {
    private static final int ENOUGH = 2500;

    private final Random random = new Random(81);
    private final List<byte[]> originals = Stream.of(
                    "baseline",
                    "optimized",
                    "restarts",
                    "sampling",
                    "grey",
                    "separate",
                    "bands",
                    "progressive",
                    "refined",
                    "tiny")
            .map(name -> JpegPieces.read(name + ".jpg").bytes())
            .toList();

    /// Each of the JDK's libjpeg's complaints is ours, too: what it can't decode, and what it decodes with a warning
    /// that costs pixels.
    @Test
    void whateverLibjpegComplainsOfIsFound() {
        var overlooked = new ArrayList<String>();
        int complaints = 0;
        for (int tried = 0; tried < ENOUGH; ) {
            var file = MemorySegment.ofArray(mutant()).asReadOnly();
            if (refusal(() -> new JpegStructure().check(file)) == null) {
                tried++;
                var complaint = refusal(() -> new ImageIoCodec().verify(file, new JpegStructure().header(file)));
                complaints += complaint == null ? 0 : 1;
                if (complaint != null && refusal(() -> JpegScans.check(file)) == null) {
                    overlooked.add(complaint);
                }
            }
        }
        assertThat(overlooked).isEmpty();
        assertThat(complaints).isGreaterThan(ENOUGH / 3);
    }

    @Test
    void noDamageEndsInAnythingButARefusal() {
        int refusals = 0;
        for (int i = 0; i < 10_000; i++) {
            var mutant = i % 2 == 0 ? mutant() : headDamaged();
            refusals += refusal(() -> JpegScans.check(MemorySegment.ofArray(mutant))) == null ? 0 : 1;
        }
        assertThat(refusals).isBetween(5_000, 9_999);
    }

    private interface Check {
        void run() throws Refusal;
    }

    private static @Nullable String refusal(Check check) {
        try {
            check.run();
            return null;
        } catch (Refusal e) {
            return String.valueOf(e.getMessage());
        }
    }

    private byte[] original() {
        return originals.get(random.nextInt(originals.size()));
    }

    private byte[] mutant() {
        var original = original();
        int from = place(original);
        int count = 1 + random.nextInt(8);
        return switch (random.nextInt(6)) {
            case 0 -> flipped(original, from, from + 64);
            case 1 -> spliced(original, from, original, from + count); // bytes are lost
            case 2 -> spliced(original, from + count, original, from); // bytes come twice
            case 3 -> spliced(original, from, original, original.length - 2); // truncated
            case 4 -> spliced(original, from, original, place(original));
            default -> splicedWith(original(), original, from);
        };
    }

    private byte[] headDamaged() {
        return flipped(original(), 2, 500);
    }

    private byte[] splicedWith(byte[] tail, byte[] head, int to) {
        return spliced(head, to, tail, place(tail));
    }

    /// Somewhere in the data of one of the scans.
    private int place(byte[] jpeg) {
        var pieces = JpegPieces.of(jpeg);
        var scans = pieces.find(JpegPieces.SOS);
        int scan = scans[random.nextInt(scans.length)];
        int before = IntStream.range(0, scan).map(i -> pieces.get(i).length).sum();
        int data = JpegPieces.dataIn(pieces.get(scan));
        return before + data + random.nextInt(pieces.get(scan).length - data);
    }

    private byte[] flipped(byte[] original, int from, int to) {
        var copy = original.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            copy[random.nextInt(from, Math.min(to, copy.length - 2))] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] spliced(byte[] head, int to, byte[] tail, int from) {
        return Pictures.join(
                Arrays.copyOf(head, to), Arrays.copyOfRange(tail, Math.min(from, tail.length), tail.length));
    }
}
