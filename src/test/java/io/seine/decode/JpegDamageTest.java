package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that lack something, or have something too much.
class JpegDamageTest {
    private static final int SOF0 = 0xc0;

    @ParameterizedTest
    @ValueSource(
            strings = {"baseline.jpg", "restarts.jpg", "separate.jpg", "bands.jpg", "progressive.jpg", "refined.jpg"})
    void aScanThatEndsTooEarlyIsFound(String name) {
        var jpeg = JpegPieces.read(name);
        for (int scan : jpeg.find(JpegPieces.SOS)) {
            var piece = jpeg.get(scan);
            int data = JpegPieces.dataIn(piece);
            for (int length = data; length < piece.length - 1; length += 1 + length / 9) {
                assertDamaged(jpeg.replace(scan, Arrays.copyOf(piece, length)), "");
            }
        }
    }

    @Test
    void aRefusalTellsThePlace() {
        var jpeg = JpegPieces.read("separate.jpg");
        int scan = jpeg.find(JpegPieces.SOS)[1];
        var shorter = jpeg.replace(scan, Arrays.copyOf(jpeg.get(scan), jpeg.get(scan).length - 30));
        assertDamaged(shorter, "scan 2 of the JPEG is damaged after 15 MCUs, about byte ");
        var message = refusal(shorter);
        int place = Integer.parseInt(message.replaceAll(".*about byte (\\d+): .*", "$1"));
        assertThat(place).isBetween(2450, 2462);
        assertThat(message).endsWith(": the data ends too early, at marker 0xda");
    }

    @ParameterizedTest
    @ValueSource(strings = {"restarts.jpg", "separate.jpg", "progressive.jpg"})
    void aMissingOrWrongRestartMarkerIsFound(String name) {
        var jpeg = JpegPieces.read(name);
        for (int scan : jpeg.find(JpegPieces.SOS)) {
            var piece = jpeg.get(scan);
            for (int at = JpegPieces.dataIn(piece); at < piece.length - 1; at++) {
                if (JpegPieces.isRestart(piece, at)) {
                    assertDamaged(jpeg.set(scan, at + 1, piece[at + 1] ^ 1), "");
                    assertDamaged(jpeg.replace(scan, without(piece, at, 2)), "");
                }
            }
        }
    }

    private static byte[] without(byte[] piece, int at, int count) {
        return Pictures.join(Arrays.copyOf(piece, at), Arrays.copyOfRange(piece, at + count, piece.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "separate.jpg", "refined.jpg"})
    void moreThan16BytesBeforeTheEndMarkerAreFound(String name) {
        var jpeg = JpegPieces.read(name);
        assertDamaged(jpeg.insert(jpeg.count() - 1, new byte[17]), "more data than the scan has room for");
        assertDamaged(jpeg.insert(jpeg.count() - 1, stuffed(9)), "more data than the scan has room for");
    }

    /// 0xff, which takes two bytes, and is counted so by libjpeg.
    private static byte[] stuffed(int count) {
        var bytes = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            bytes[2 * i] = -1;
        }
        return bytes;
    }

    @Test
    void aByteBeforeAnyOtherMarkerIsFound() {
        var jpeg = JpegPieces.read("refined.jpg");
        for (int i = 1; i < jpeg.count() - 1; i++) {
            assertDamaged(jpeg.insert(i, new byte[1]), "data");
            assertDamaged(jpeg.insert(i, stuffed(1)), "data");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"separate.jpg", "sampling.jpg", "bands.jpg", "grey.jpg"})
    void aComponentWithoutDataIsFound(String name) {
        var jpeg = JpegPieces.read(name);
        var scans = jpeg.find(JpegPieces.SOS);
        assertDamaged(jpeg.without(scans), "no data for one of its components");
        if (name.equals("separate.jpg")) {
            assertDamaged(jpeg.without(scans[1]), "no data for one of its components");
        }
    }

    @Test
    void aScanOutOfTurnIsFound() {
        var jpeg = JpegPieces.read("refined.jpg");
        var scans = jpeg.find(JpegPieces.SOS);
        assertDamaged(jpeg.without(scans[0]), "out of turn");
        assertDamaged(jpeg.without(scans[6]), "out of turn");
        assertDamaged(jpeg.insert(scans[6], jpeg.get(scans[6])), "out of turn");
        int last = scans[scans.length - 1];
        assertDamaged(jpeg.set(last, 11, 1).set(last, 12, 63).set(last, 13, 0), "out of turn"); // three components
    }

    @Test
    void aSecondScanOfTheSameIsFound() {
        for (var name : new String[] {"baseline.jpg", "separate.jpg"}) {
            var jpeg = JpegPieces.read(name);
            int scan = jpeg.find(JpegPieces.SOS)[0];
            assertDamaged(jpeg.insert(scan, jpeg.get(scan)), "out of turn");
        }
    }

    @Test
    void aSequentialScanOfLessThanAllIsFound() {
        var jpeg = JpegPieces.read("grey.jpg");
        int scan = jpeg.find(JpegPieces.SOS)[0];
        assertDamaged(jpeg.set(scan, 8, 0), "out of turn");
    }

    @Test
    void missingTablesAreFound() {
        var jpeg = JpegPieces.read("progressive.jpg");
        for (int table : jpeg.find(JpegPieces.DHT)) {
            assertDamaged(jpeg.without(table), "");
        }
        assertDamaged(jpeg.without(jpeg.find(JpegPieces.DHT)), "lacks Huffman table 0");
        assertDamaged(jpeg.without(jpeg.find(JpegPieces.DQT)[1]), "lacks quantization table 1");
        var optimized = JpegPieces.read("optimized.jpg");
        assertDamaged(optimized.without(optimized.find(JpegPieces.DHT)), "");
    }

    @Test
    void damagedTablesAreFound() {
        var jpeg = JpegPieces.read("baseline.jpg");
        int huffman = jpeg.find(JpegPieces.DHT)[0];
        int quantization = jpeg.find(JpegPieces.DQT)[0];
        assertDamaged(jpeg.set(huffman, 4, 7), "tables is damaged");
        assertDamaged(jpeg.set(huffman, 5, 200), "tables is damaged");
        assertDamaged(jpeg.set(huffman, 5, 3), "tables is damaged");
        assertDamaged(jpeg.set(quantization, 4, 7), "tables is damaged");
        assertDamaged(jpeg.set(quantization, 4, 0x10), "tables is damaged");
        assertDamaged(jpeg.insert(1, new byte[] {-1, (byte) 0xc4, 0, 3, 0}), "tables is damaged");
        assertDamaged(jpeg.insert(1, new byte[] {-1, (byte) 0xdd, 0, 5, 0, 1, 0}), "tables is damaged");
    }

    @Test
    void aDamagedFrameHeaderIsFound() {
        var jpeg = JpegPieces.read("baseline.jpg");
        int frame = jpeg.find(SOF0)[0];
        int[][] damages = {{4, 7}, {8, 0}, {9, 2}, {9, 0}, {11, 0x50}, {11, 0x15}, {11, 0x02}};
        for (var damage : damages) {
            assertDamaged(jpeg.set(frame, damage[0], damage[1]), "frame header");
        }
    }

    @Test
    void aDamagedScanHeaderIsFound() {
        var jpeg = JpegPieces.read("baseline.jpg");
        int scan = jpeg.find(JpegPieces.SOS)[0];
        assertDamaged(jpeg.set(scan, 4, 2), "header of a JPEG scan");
        assertDamaged(jpeg.set(scan, 4, 0), "header of a JPEG scan");
        assertDamaged(jpeg.set(scan, 5, 9), "names a component 9");
        assertDamaged(jpeg.set(scan, 5, 2), "names a component 2");
        assertDamaged(jpeg.set(scan, 6, 0x20), "lacks Huffman table 2");
        assertDamaged(jpeg.set(scan, 6, 0x70), "lacks Huffman table 7");
        assertDamaged(jpeg.set(jpeg.find(SOF0)[0], 11, 0x44), "header of a JPEG scan");
    }

    @Test
    void markersThatDoNotBelongAreFound() {
        var jpeg = JpegPieces.read("baseline.jpg");
        int frame = jpeg.find(SOF0)[0];
        int scan = jpeg.find(JpegPieces.SOS)[0];
        assertDamaged(jpeg.insert(scan, jpeg.get(frame)), "unexpected marker 0xc0");
        assertDamaged(jpeg.insert(scan, jpeg.get(0)), "unexpected marker 0xd8");
        assertDamaged(jpeg.insert(scan, new byte[] {-1, 2, 0, 2}), "unexpected marker 0x2");
        assertDamaged(jpeg.without(frame), "unexpected marker 0xda");
    }

    private static void assertDamaged(JpegPieces jpeg, String reason) {
        assertThat(refusal(jpeg)).contains(reason);
    }

    private static String refusal(JpegPieces jpeg) {
        var thrown = catchThrowableOfType(Refusal.class, () -> JpegScans.check(jpeg.file()));
        assertThat(thrown).isNotNull();
        return String.valueOf(thrown.getMessage());
    }
}
