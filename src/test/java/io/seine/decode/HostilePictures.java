package io.seine.decode;

import io.seine.model.ImageFormat;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// Files made to cost more than they should, or to pass for what they aren't; the README's table of them.
public final class HostilePictures {
    private static final String SAVED = "saved";
    private static final String TOO_MANY = "too_many_pixels";
    private static final String UNDECODABLE = "undecodable";
    private static final String UNSUPPORTED = "unsupported";

    private HostilePictures() {}

    /// A file.
    ///
    /// @param file what it is, after "a file that …"
    /// @param end the kind that it ends as, or `saved`
    /// @param content its bytes
    public record Row(String file, String end, Supplier<byte[]> content) {
        @Override
        public String toString() {
            return file;
        }
    }

    /// The table, as the README has it.
    public static String markdown() {
        return rows().stream()
                .map(row -> "| " + row.file + " | `" + row.end + "` |\n")
                .collect(Collectors.joining("", "| a file that … | ends as |\n| --- | --- |\n", ""));
    }

    /// Every row.
    public static List<Row> rows() {
        return List.of(
                new Row("claims 64,250 × 64,250 pixels in a JPEG of 5 KB", TOO_MANY, HostilePictures::hugeJpeg),
                new Row("claims as many in a PNG whose checksums are right", TOO_MANY, HostilePictures::hugePng),
                new Row("claims as many in a BMP", TOO_MANY, HostilePictures::hugeBmp),
                new Row("claims 16,384 × 16,384 pixels in a WebP of 40 bytes", TOO_MANY, HostilePictures::hugeWebp),
                new Row("holds a frame of 65,535 × 65,535 pixels in a small GIF", TOO_MANY, HostilePictures::hugeFrame),
                new Row("holds 30,000 frames in a GIF", TOO_MANY, HostilePictures::manyFrames),
                new Row("holds 100,000 frames in a WebP", TOO_MANY, HostilePictures::manyWebpFrames),
                new Row("is a TIFF whose directories go in a circle", UNDECODABLE, HostilePictures::circle),
                new Row("is a TIFF of 100,000 directories", UNDECODABLE, HostilePictures::manyDirectories),
                new Row("is a JPEG of 200 scans", UNDECODABLE, HostilePictures::manyScans),
                new Row("is a JPEG whose end is missing", UNDECODABLE, HostilePictures::truncatedJpeg),
                new Row("is a JPEG whose middle is missing", UNDECODABLE, HostilePictures::tornJpeg),
                new Row("is a PNG with one bit turned", UNDECODABLE, HostilePictures::flippedPng),
                new Row("is a PNG whose colour profile inflates to 64 MiB", SAVED, HostilePictures::profileBomb),
                new Row("is a PNG whose text inflates to 64 MiB", SAVED, HostilePictures::textBomb),
                new Row("is a JPEG whose EXIF points to itself", SAVED, HostilePictures::circularExif),
                new Row("is a JPEG and a web page behind it", SAVED, HostilePictures::polyglot),
                new Row("is an AVIF picture", UNSUPPORTED, () -> text("\0\0\0\u001cftypavif\0\0\0\0avifmif1miaf")),
                new Row("is an SVG named .jpg", UNSUPPORTED, () -> text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")),
                new Row("is a web page named .jpg", UNSUPPORTED, () -> text("<!DOCTYPE html><title>404</title>")),
                new Row("is empty", UNSUPPORTED, () -> new byte[0]));
    }

    private static byte[] hugeJpeg() {
        var jpeg = ByteBuffer.wrap(Arrays.copyOf(small(ImageFormat.JPEG), 5000));
        int frame = Pictures.indexOf(jpeg.array(), 0xff, 0xc0);
        return jpeg.putShort(frame + 5, (short) 64_250)
                .putShort(frame + 7, (short) 64_250)
                .array();
    }

    private static byte[] hugePng() {
        return Pictures.claiming(small(ImageFormat.PNG), 64_250, 64_250);
    }

    private static byte[] hugeBmp() {
        return ByteBuffer.wrap(small(ImageFormat.BMP))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 64_250)
                .putInt(22, 64_250)
                .array();
    }

    private static byte[] hugeWebp() {
        var webp = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        webp.put(text("RIFF")).putInt(32).put(text("WEBPVP8L")).putInt(20).put((byte) 0x2f);
        return webp.putInt(16_383 | 16_383 << 14).array();
    }

    private static byte[] hugeFrame() {
        var gif = small(ImageFormat.GIF);
        int frame = 13 + 3 * (2 << (gif[10] & 7));
        while (gif[frame] != 0x2c) {
            frame += 8; // the graphic control extension
        }
        Arrays.fill(gif, frame + 5, frame + 9, (byte) 0xff);
        return gif;
    }

    private static byte[] manyFrames() {
        var gif = small(ImageFormat.GIF);
        int frames = 13 + 3 * (2 << (gif[10] & 7));
        return repeated(gif, frames, gif.length - 1, 30_000);
    }

    private static byte[] manyWebpFrames() {
        var frame = ByteBuffer.allocate(38).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(text("ANMF")).putInt(30).position(24);
        frame.put(text("VP8L")).putInt(6).put((byte) 0x2f).putInt(0);
        var head = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
        head.put(text("RIFF")).putInt(36 + 38 * 100_000).put(text("WEBPVP8X")).putInt(10);
        head.put(20, (byte) 2).position(30);
        head.put(text("ANIM")).putInt(6);
        var file = Pictures.join(head.array(), frame.array());
        return repeated(file, 44, file.length, 100_000);
    }

    private static byte[] circle() {
        var tiff = ByteBuffer.wrap(small(ImageFormat.TIFF));
        int first = tiff.getInt(4);
        return tiff.putInt(first + 2 + 12 * tiff.getShort(first), first).array();
    }

    /// Empty directories, one behind the other.
    private static byte[] manyDirectories() {
        var tiff = ByteBuffer.allocate(8 + 6 * 100_000);
        tiff.put(text("MM")).putShort((short) 42).putInt(8);
        for (int next = 14; next < tiff.capacity(); next += 6) {
            tiff.putShort((short) 0).putInt(next);
        }
        return tiff.array();
    }

    private static byte[] manyScans() {
        var photo = Pictures.photo("brick.jpg");
        byte[] scan = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 63, 0};
        var file = Pictures.join(Arrays.copyOf(photo, photo.length - 2), scan, new byte[] {(byte) 0xff, (byte) 0xd9});
        return repeated(file, photo.length - 2, photo.length - 2 + scan.length, 200);
    }

    private static byte[] truncatedJpeg() {
        var photo = Pictures.photo("chelsea.jpg");
        return Arrays.copyOf(photo, photo.length / 2);
    }

    private static byte[] tornJpeg() {
        var photo = Pictures.photo("chelsea.jpg");
        return Pictures.join(Arrays.copyOf(photo, 9000), Arrays.copyOfRange(photo, 20_000, photo.length));
    }

    private static byte[] flippedPng() {
        var png = Pictures.photo("horse.png");
        png[png.length / 2] ^= 1;
        return png;
    }

    private static byte[] profileBomb() {
        return withChunk("iCCP", Pictures.join(text("bomb\0\0"), bomb()));
    }

    private static byte[] textBomb() {
        return withChunk("zTXt", Pictures.join(text("bomb\0\0"), bomb()));
    }

    private static byte[] circularExif() {
        var jpeg = small(ImageFormat.JPEG);
        var exif = text("Exif\0\0MM\0*\0\0\0\b" + "\0\1" + "\u0087i\0\4\0\0\0\1\0\0\0\b" + "\0\0\0\b");
        var head = ByteBuffer.allocate(4).putShort((short) 0xffe1).putShort((short) (exif.length + 2));
        return Pictures.join(Arrays.copyOf(jpeg, 2), head.array(), exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    private static byte[] polyglot() {
        return Pictures.join(small(ImageFormat.JPEG), text("<html><script>alert(1)</script>"));
    }

    private static byte[] withChunk(String name, byte[] content) {
        var png = small(ImageFormat.PNG);
        var chunk = ByteBuffer.allocate(content.length + 12);
        chunk.putInt(content.length).put(text(name)).put(content);
        var sum = new CRC32();
        sum.update(chunk.array(), 4, content.length + 4);
        chunk.putInt((int) sum.getValue());
        return Pictures.join(
                Arrays.copyOf(png, 33), chunk.array(), Arrays.copyOfRange(png, 33, png.length)); // behind IHDR
    }

    /// 64 MiB of zeros as zlib packs them.
    private static byte[] bomb() {
        var packed = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(packed)) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                deflater.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /// `file` with its bytes between `from` and `to` as often as said.
    private static byte[] repeated(byte[] file, int from, int to, int times) {
        var all = new ByteArrayOutputStream();
        all.write(file, 0, from);
        for (int i = 0; i < times; i++) {
            all.write(file, from, to - from);
        }
        all.write(file, to, file.length - to);
        return all.toByteArray();
    }

    private static byte[] small(ImageFormat format) {
        int type = format == ImageFormat.GIF ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_INT_RGB;
        return Pictures.encoded(Pictures.plain(60, 40, Color.ORANGE, type), format);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
