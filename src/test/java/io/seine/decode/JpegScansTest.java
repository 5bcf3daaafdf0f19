package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.seine.model.ImageFormat;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are sound, each in its way.
class JpegScansTest {
    private static final byte[] COMMENT = {-1, (byte) 0xfe, 0, 4, 'h', 'i'};

    @ParameterizedTest
    @MethodSource("files")
    void aSoundFilePasses(Path file) throws Exception {
        assertSound(Files.readAllBytes(file));
    }

    static List<Path> files() throws Exception {
        var all = new ArrayList<Path>();
        for (var folder : List.of("/jpeg", "/photos")) {
            var path = Path.of(Objects.requireNonNull(JpegScansTest.class.getResource(folder))
                    .toURI());
            try (var files = Files.newDirectoryStream(path, "*.jpg")) {
                files.forEach(all::add);
            }
        }
        return all;
    }

    @Test
    void whatImageIoWritesPasses() throws Exception {
        for (var type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
            for (int side : new int[] {1, 7, 8, 9, 15, 16, 17, 100}) {
                var baseline = Pictures.encoded(noise(side, 1 + side * 3 % 41, type), ImageFormat.JPEG);
                assertSound(baseline);
                assertSound(Pictures.progressive(baseline));
            }
        }
        assertSound(Pictures.progressive(Pictures.photo("chelsea.jpg")));
    }

    @Test
    void cmykPasses() throws Exception {
        var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 50, 30, 4, null);
        raster.setDataElements(0, 0, 50, 30, bytes(50 * 30 * 4));
        assertSound(Pictures.encoded(raster));
    }

    @Test
    void twelveBitsPass() {
        var jpeg = JpegPieces.read("baseline.jpg");
        assertSound(jpeg.set(jpeg.find(0xc0)[0], 1, 0xc1)
                .set(jpeg.find(0xc0)[0], 4, 12)
                .bytes());
    }

    @Test
    void memoryOutsideTheHeapIsRead() {
        var photo = Pictures.photo("brick.jpg");
        try (var arena = Arena.ofConfined()) {
            var file = arena.allocate(photo.length).copyFrom(MemorySegment.ofArray(photo));
            assertThatCode(() -> JpegScans.check(file)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc3, 0xc5, 0xc9, 0xca, 0xde})
    void codingOfOtherKindsIsNotLookedAt(int marker) {
        var jpeg = JpegPieces.read("baseline.jpg");
        assertSound(jpeg.set(jpeg.find(0xc0)[0], 1, marker)
                .set(jpeg.find(JpegPieces.SOS)[0], 100, 0)
                .bytes());
    }

    @Test
    void moreThanFourComponentsAreNotLookedAt() {
        var frame =
                new byte[] {-1, (byte) 0xc0, 0, 23, 8, 0, 8, 0, 8, 5, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0, 5, 17, 0};
        var jpeg = JpegPieces.read("baseline.jpg");
        assertSound(jpeg.replace(jpeg.find(0xc0)[0], frame).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"restarts.jpg", "separate.jpg", "progressive.jpg", "refined.jpg"})
    void bytesMayFillBeforeAnyMarker(String name) {
        var jpeg = JpegPieces.read(name);
        for (int count : new int[] {1, 3, 8191, 8192, 20_000}) {
            var filled = new ArrayList<byte[]>();
            for (int i = 0; i < jpeg.count(); i++) {
                filled.add(filled(jpeg.get(i), i == 0 ? 0 : count));
            }
            assertSound(Pictures.join(filled.toArray(byte[][]::new)));
        }
    }

    /// Also before restart markers.
    private static byte[] filled(byte[] piece, int count) {
        var fill = new byte[count];
        Arrays.fill(fill, (byte) -1);
        var parts = new ArrayList<byte[]>();
        int from = 0;
        for (int at = 0; at < piece.length - 1; at++) {
            if (at == 0 || JpegPieces.isRestart(piece, at)) {
                parts.add(Arrays.copyOfRange(piece, from, at));
                parts.add(fill);
                from = at;
            }
        }
        parts.add(Arrays.copyOfRange(piece, from, piece.length));
        return Pictures.join(parts.toArray(byte[][]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "separate.jpg", "refined.jpg"})
    void upTo16BytesMayStandBeforeTheEndMarker(String name) throws Exception {
        var jpeg = JpegPieces.read(name);
        var padded = jpeg.insert(jpeg.count() - 1, new byte[16]);
        assertSound(padded.bytes());
        assertSound(jpeg.insert(jpeg.count() - 1, bytes(16)).bytes());
        new ImageIoCodec().verify(padded.file(), new JpegStructure().header(padded.file()));
    }

    @Test
    void padBitsMayBeZero() {
        var jpeg = JpegPieces.read("baseline.jpg");
        int scan = jpeg.find(JpegPieces.SOS)[0];
        int last = jpeg.get(scan).length - 1;
        assertSound(jpeg.set(scan, last, jpeg.get(scan)[last] & ~1).bytes());
    }

    @Test
    void segmentsThatTellNothingOfUseMayStandAnywhere() {
        var jpeg = JpegPieces.read("refined.jpg");
        var impossibleTable = Arrays.copyOf(new byte[] {-1, (byte) 0xc4, 0, 22, 3, 3}, 24);
        for (var segment : List.of(COMMENT, impossibleTable)) {
            for (int i = 1; i < jpeg.count(); i++) {
                assertSound(jpeg.insert(i, segment).bytes());
            }
        }
    }

    @Test
    void bytesBehindTheEndAreNotLookedAt() {
        var jpeg = JpegPieces.read("baseline.jpg");
        assertSound(Pictures.join(jpeg.bytes(), "a preview".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theTablesOfMotionJpegNeedNoDefinition() {
        var jpeg = JpegPieces.read("baseline.jpg");
        assertSound(jpeg.without(jpeg.find(JpegPieces.DHT)).bytes());
    }

    @Test
    void componentsMayShareAName() {
        var jpeg = JpegPieces.read("baseline.jpg");
        int frame = jpeg.find(0xc0)[0];
        int scan = jpeg.find(JpegPieces.SOS)[0];
        assertSound(jpeg.set(frame, 13, 1)
                .set(frame, 16, 1)
                .set(scan, 7, 1)
                .set(scan, 9, 1)
                .bytes());
    }

    private static BufferedImage noise(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        var random = new Random(width);
        for (int at = 0; at < width * height; at++) {
            image.setRGB(at % width, at / width, random.nextInt());
        }
        return image;
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            bytes[i] &= 0x7f; // no marker
        }
        return bytes;
    }

    private static void assertSound(byte[] jpeg) {
        assertThatCode(() -> JpegScans.check(MemorySegment.ofArray(jpeg).asReadOnly()))
                .doesNotThrowAnyException();
    }
}
