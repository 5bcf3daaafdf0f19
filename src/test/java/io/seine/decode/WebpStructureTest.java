package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebpStructureTest {
    private static final int SIMPLE_IMAGE = 20; // behind RIFF, size, WEBP, and the chunk's name and size

    private final WebpStructure structure = new WebpStructure();

    @ParameterizedTest
    @CsvSource({
        "lossy, 64, 48, 1",
        "lossless, 20, 15, 1",
        "lossless-alpha, 20, 15, 1",
        "lossy-alpha, 20, 15, 1",
        "partitions, 64, 80, 1",
        "metadata, 64, 48, 1",
        "film, 60, 40, 3"
    })
    void aSoundFileTellsItsDimensionsAndPasses(String name, int width, int height, int frames) throws Exception {
        var file = MemorySegment.ofArray(webp(name));
        assertThat(structure.header(file))
                .isEqualTo(new Header(ImageFormat.WEBP, width, height, frames, (long) frames * width * height));
        structure.check(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy", "lossless", "lossless-alpha", "lossy-alpha", "partitions", "metadata", "film"})
    void everyTruncationIsDamage(String name) {
        var whole = webp(name);
        for (int length = 0; length < whole.length - 1; length++) {
            assertDamaged(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void onlyThePaddingMayBeMissing() {
        var odd = riff(body("lossy"), chunk("MAKR", new byte[3]));
        assertSound(Arrays.copyOf(odd, odd.length - 1));
        assertDamaged(Arrays.copyOf(odd, odd.length - 2));
        var even = riff(body("lossy"), chunk("MAKR", new byte[4]));
        assertDamaged(Arrays.copyOf(even, even.length - 1));
    }

    @Test
    void bytesBehindTheEndAreNoDamage() {
        assertSound(Pictures.join(webp("lossy"), new byte[] {1, 2, 3}));
        assertSound(Pictures.join(webp("film"), webp("film")));
    }

    @Test
    void unknownChunksArePassedOver() {
        assertSound(riff(body("lossy"), chunk("MAKR", new byte[] {1, 2, 3})));
        assertSound(riff(canvas(0, 64, 48), chunk("MAKR", new byte[] {1}), body("lossy"), chunk("junk")));
    }

    @Test
    void aChunkStaysWithinItsParent() {
        var file = riff(body("lossy"), chunk("MAKR", new byte[4]));
        file[file.length - 8] = 5;
        assertDamaged(file);
        var film = webp("film");
        int frame = indexOf(film, "VP8L");
        film[frame + 4] = (byte) (film[frame + 4] + 2); // reaches into the next frame, but not beyond the file
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> read(film))
                .withMessage("a chunk of the WebP has 58 bytes of 59");
    }

    @Test
    void aStillFileHasOneImage() {
        assertDamaged(riff(chunk("MAKR", new byte[4])));
        assertDamaged(riff(body("lossy"), body("lossy")));
        assertDamaged(riff(canvas(0, 64, 48), body("lossy"), body("lossy")));
        assertDamaged(riff(canvas(0, 64, 48)));
        assertDamaged(riff());
        assertSound(riff(canvas(0, 64, 48), body("lossy")));
    }

    @Test
    void anImageAgreesWithItsCanvas() {
        assertDamaged(riff(canvas(0, 64, 47), body("lossy")));
        assertDamaged(riff(canvas(0, 21, 15), body("lossless")));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> structure.header(MemorySegment.ofArray(riff(canvas(0, 1, 1), body("lossy")))))
                .withMessage("the WebP's canvas has 1 × 1 pixels, its image 64 × 48");
    }

    @Test
    void anAnimationHasFramesWithAnImageEach() {
        int animated = WebpCanvas.ANIMATED;
        assertDamaged(riff(canvas(animated, 64, 48), chunk("ANIM", new byte[6])));
        assertDamaged(riff(canvas(animated, 64, 48), body("lossy")));
        assertDamaged(riff(canvas(animated, 64, 48), frame(0, 0, 64, 48)));
        assertDamaged(riff(canvas(animated, 64, 48), frame(0, 0, 64, 48, body("lossy"), body("lossy"))));
        assertDamaged(riff(canvas(animated, 64, 48), chunk("ANMF", new byte[15])));
        assertSound(riff(canvas(animated, 64, 48), frame(0, 0, 64, 48, body("lossy"))));
    }

    @Test
    void aFrameLiesOnItsCanvasAndIsFilledByItsImage() {
        var image = body("lossless");
        assertSound(riff(canvas(WebpCanvas.ANIMATED, 30, 25), frame(10, 10, 20, 15, image)));
        assertDamaged(riff(canvas(WebpCanvas.ANIMATED, 30, 25), frame(12, 10, 20, 15, image)));
        assertDamaged(riff(canvas(WebpCanvas.ANIMATED, 30, 25), frame(10, 12, 20, 15, image)));
        assertDamaged(riff(canvas(WebpCanvas.ANIMATED, 30, 25), frame(10, 10, 20, 14, image)));
    }

    @Test
    void aFrameCostsItsCanvas() throws Exception {
        var film = riff(canvas(WebpCanvas.ANIMATED, 16_384, 16_384), frame(0, 0, 20, 15, body("lossless")));
        assertThat(structure.header(MemorySegment.ofArray(film)).pixels()).isEqualTo(16_384L * 16_384);
    }

    @Test
    void aLossyImageBeginsWithAKeyFrame() {
        for (int at : new int[] {0, 3, 4, 5}) { // the flag of the frame, the three bytes of the start code
            var file = webp("lossy");
            file[SIMPLE_IMAGE + at] ^= 1;
            assertDamaged(file);
        }
        var hidden = webp("lossy");
        hidden[SIMPLE_IMAGE] ^= 16;
        assertDamaged(hidden);
    }

    @Test
    void partitionsLieWithinTheirChunk() {
        var first = webp("lossy");
        first[SIMPLE_IMAGE + 2] |= (byte) 0x80; // the size of the first partition
        assertDamaged(first);
        var image = webp("partitions");
        int sizes = SIMPLE_IMAGE + 10 + (size(image, SIMPLE_IMAGE) >>> 5 & 0x7ffff);
        for (int partition = 0; partition < 7; partition++) {
            var file = image.clone();
            file[sizes + 3 * partition + 1] |= 8; // two thousand bytes more
            assertDamaged(file);
        }
    }

    @Test
    void theLastPartitionHasData() {
        var image = webp("partitions");
        int sizes = SIMPLE_IMAGE + 10 + (size(image, SIMPLE_IMAGE) >>> 5 & 0x7ffff);
        int before = 3 * 7;
        for (int partition = 0; partition < 7; partition++) {
            before += size(image, sizes + 3 * partition) & 0xffffff;
        }
        assertDamaged(riff(chunk("VP8 ", Arrays.copyOfRange(image, SIMPLE_IMAGE, sizes + before))));
        assertSound(riff(chunk("VP8 ", Arrays.copyOfRange(image, SIMPLE_IMAGE, sizes + before + 1))));
    }

    @Test
    void aLosslessImageHasItsSignatureAndVersion() {
        var signature = webp("lossless");
        signature[SIMPLE_IMAGE] = 0x2e;
        assertDamaged(signature);
        var version = webp("lossless");
        version[SIMPLE_IMAGE + 4] |= 0x20;
        assertDamaged(version);
    }

    @Test
    void transparencyIsLargeEnoughForItsImage() {
        var raw = new byte[1 + 64 * 48];
        assertSound(riff(canvas(WebpCanvas.ALPHA, 64, 48), chunk("ALPH", raw), body("lossy")));
        var less = Arrays.copyOf(raw, raw.length - 1);
        assertDamaged(riff(canvas(WebpCanvas.ALPHA, 64, 48), chunk("ALPH", less), body("lossy")));
        assertDamaged(riff(canvas(WebpCanvas.ALPHA, 64, 48), chunk("ALPH"), body("lossy")));
        raw[0] = 2;
        assertDamaged(riff(canvas(WebpCanvas.ALPHA, 64, 48), chunk("ALPH", raw), body("lossy")));
    }

    @Test
    void avifHasNoSkeletonHere() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Structure.of(ImageFormat.AVIF))
                .withMessage("an avif picture, which this build cannot read");
    }

    @Test
    void noDamageIsABug() {
        var random = new Random(7);
        for (var name : new String[] {"lossy-alpha", "partitions", "metadata", "film"}) {
            for (int i = 0; i < 2000; i++) {
                var file = webp(name);
                for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                    file[random.nextInt(Math.min(file.length, 120))] ^= (byte) (1 << random.nextInt(8));
                }
                refusal(file);
                structure.metadata(MemorySegment.ofArray(file));
            }
        }
    }

    static byte[] webp(String name) {
        return Pictures.picture(name + ".webp");
    }

    /// The chunks of a file.
    static byte[] body(String name) {
        var file = webp(name);
        return Arrays.copyOfRange(file, WebpChunks.HEAD, file.length);
    }

    static byte[] riff(byte[]... chunks) {
        var body = Pictures.join(chunks);
        return new Pieces(ByteOrder.LITTLE_ENDIAN)
                .text("RIFF")
                .u32(4 + body.length)
                .text("WEBP")
                .add(body)
                .join();
    }

    static byte[] chunk(String name, byte[]... data) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(Pictures.join(data));
        int size = all.size();
        if (size % 2 == 1) {
            all.write(0);
        }
        return new Pieces(ByteOrder.LITTLE_ENDIAN)
                .text(name)
                .u32(size)
                .add(all.toByteArray())
                .join();
    }

    static byte[] canvas(int flags, int width, int height) {
        var fields = new Pieces(ByteOrder.LITTLE_ENDIAN).u32(flags);
        return chunk("VP8X", fields.u24(width - 1).u24(height - 1).join());
    }

    static byte[] frame(int left, int top, int width, int height, byte[]... chunks) {
        var fields = new Pieces(ByteOrder.LITTLE_ENDIAN).u24(left / 2).u24(top / 2);
        fields.u24(width - 1).u24(height - 1).u32(80);
        return chunk("ANMF", fields.join(), Pictures.join(chunks));
    }

    private static int size(byte[] file, int at) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private static int indexOf(byte[] file, String name) {
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(name);
    }

    private void assertSound(byte[] file) {
        assertThatCode(() -> read(file)).doesNotThrowAnyException();
    }

    private void assertDamaged(byte[] file) {
        assertThat(refusal(file)).isEqualTo(Kind.UNDECODABLE.word());
    }

    private void read(byte[] file) throws Refusal {
        structure.header(MemorySegment.ofArray(file));
        structure.check(MemorySegment.ofArray(file));
    }

    private String refusal(byte[] file) {
        try {
            read(file);
            return "none";
        } catch (Refusal e) {
            return e.failure().kind().word();
        }
    }
}
