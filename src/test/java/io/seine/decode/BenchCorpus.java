package io.seine.decode;

import io.seine.model.ImageFormat;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Makes the pictures that codecs are measured with: JPEGs as the web has them, of 0.46 megapixels and 106 KiB on
/// average.
///
/// Each is a part of a bundled photograph, perhaps mirrored, scaled to one of several shapes. Scaling up costs detail,
/// hence a little grain. The quality is the one that comes closest to the size wanted. A picture's number is its seed.
final class BenchCorpus {
    private static final List<BufferedImage> PHOTOS = List.of(
            Pictures.decoded(Pictures.photo("astronaut.jpg")),
            Pictures.decoded(Pictures.photo("chelsea.jpg")),
            Pictures.decoded(Pictures.photo("coffee.jpg")),
            Pictures.decoded(Pictures.photo("rocket.jpg")));
    private static final double[] SHAPES = {4 / 3.0, 3 / 2.0, 16 / 9.0, 1, 3 / 4.0, 2 / 3.0};
    private static final int GRAIN = 4;

    private final Random random;

    private BenchCorpus(int number) {
        random = new Random(number);
    }

    /// Writes `000.jpg` and so on: as many pictures as the second argument says, into the folder named first. Prints
    /// what they are on average.
    public static void main(String[] args) throws Refusal {
        var folder = Path.of(args[0]);
        var files = IntStream.range(0, Integer.parseInt(args[1]))
                .parallel()
                .mapToObj(number -> written(folder, number))
                .toList();
        long bytes = 0;
        long pixels = 0;
        for (var file : files) {
            bytes += file.length;
            pixels += Structure.of(ImageFormat.JPEG)
                    .header(MemorySegment.ofArray(file))
                    .pixels();
        }
        System.out.printf(
                Locale.ROOT,
                "%d JPEGs of %.2f megapixels and %d KiB on average%n",
                files.size(),
                pixels / 1e6 / files.size(),
                bytes / 1024 / files.size());
    }

    private static byte[] written(Path folder, int number) {
        try {
            var picture = picture(number);
            Files.write(folder.resolve("%03d.jpg".formatted(number)), picture);
            return picture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Picture `number` of the corpus, as a JPEG file.
    static byte[] picture(int number) throws IOException {
        return new BenchCorpus(number).picture();
    }

    private byte[] picture() throws IOException {
        double shape = SHAPES[random.nextInt(SHAPES.length)];
        double area = random.nextDouble(0.36, 0.56) * 1e6;
        var canvas = new BufferedImage(
                (int) Math.sqrt(area * shape), (int) Math.sqrt(area / shape), BufferedImage.TYPE_INT_RGB);
        drawPart(PHOTOS.get(random.nextInt(PHOTOS.size())), canvas);
        addGrain(canvas);
        double bitsPerPixel = random.nextDouble(1.61, 2.37);
        return encoded(canvas, (int) (area * bitsPerPixel / 8));
    }

    /// Fills the canvas with a part of the photo: at least four fifths of what has the canvas's shape.
    private void drawPart(BufferedImage photo, BufferedImage canvas) {
        double most = Math.min(
                (double) photo.getWidth() / canvas.getWidth(), (double) photo.getHeight() / canvas.getHeight());
        double scale = most * random.nextDouble(0.8, 1);
        int width = (int) (canvas.getWidth() * scale);
        int height = (int) (canvas.getHeight() * scale);
        int left = random.nextInt(photo.getWidth() - width + 1);
        int top = random.nextInt(photo.getHeight() - height + 1);
        draw(photo.getSubimage(left, top, width, height), canvas, random.nextBoolean());
    }

    private static void draw(BufferedImage part, BufferedImage canvas, boolean mirrored) {
        int width = canvas.getWidth();
        var graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(part, mirrored ? width : 0, 0, mirrored ? -width : width, canvas.getHeight(), null);
        graphics.dispose();
    }

    private void addGrain(BufferedImage canvas) {
        for (int y = 0; y < canvas.getHeight(); y++) {
            for (int x = 0; x < canvas.getWidth(); x++) {
                canvas.setRGB(x, y, grained(canvas.getRGB(x, y), (int) (random.nextGaussian() * GRAIN)));
            }
        }
    }

    private static int grained(int rgb, int grain) {
        int red = Math.clamp((rgb >> 16 & 0xff) + grain, 0, 255);
        int green = Math.clamp((rgb >> 8 & 0xff) + grain, 0, 255);
        int blue = Math.clamp((rgb & 0xff) + grain, 0, 255);
        return red << 16 | green << 8 | blue;
    }

    /// As a JPEG of at most `size` bytes, if any quality gives that.
    private static byte[] encoded(BufferedImage picture, int size) throws IOException {
        int low = 70;
        int high = 97;
        var best = encoded(picture, low / 100f);
        while (low < high) {
            int quality = (low + high + 1) / 2;
            var attempt = encoded(picture, quality / 100f);
            if (attempt.length <= size) {
                best = attempt;
                low = quality;
            } else {
                high = quality - 1;
            }
        }
        return best;
    }

    private static byte[] encoded(BufferedImage picture, float quality) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            var settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
