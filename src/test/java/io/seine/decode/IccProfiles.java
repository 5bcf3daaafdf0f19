package io.seine.decode;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the smallest colour profiles there are (ICC.1:2010, version 4 of the format): a white point, primaries and a
/// curve; and computes what they mean, in doubles and with other formulas than a colour management would use.
final class IccProfiles {
    private static final int HEAD = 128;
    private static final double[] D50 = {0.9642, 1, 0.8249};
    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    static final Space SRGB = new Space(0.64, 0.33, 0.30, 0.60, 0.15, 0.06, Curve.SRGB);
    static final Space DISPLAY_P3 = new Space(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, Curve.SRGB);
    static final Space ADOBE_RGB = new Space(0.64, 0.33, 0.21, 0.71, 0.15, 0.06, new Curve(563 / 256.0));

    /// A curve from a sample to light, both 0 to 1.
    ///
    /// @param gamma its exponent; 0 for the curve of sRGB (IEC 61966-2-1)
    record Curve(double gamma) {
        static final Curve SRGB = new Curve(0);

        double light(double sample) {
            if (gamma > 0) {
                return Math.pow(sample, gamma);
            }
            return sample <= 0.04045 ? sample / 12.92 : Math.pow((sample + 0.055) / 1.055, 2.4);
        }

        private byte[] tag() {
            var tag = new Pieces(ByteOrder.BIG_ENDIAN);
            if (gamma > 0) {
                return tag.text("curv\0\0\0\0")
                        .u32(1)
                        .u16(Math.round(gamma * 256))
                        .u16(0)
                        .join();
            }
            tag.text("para\0\0\0\0").u16(3).u16(0);
            for (double parameter : new double[] {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) {
                tag.u32(fixed(parameter));
            }
            return tag.join();
        }
    }

    /// An RGB colour space by the chromaticities of its primaries, with D65 as its white.
    record Space(double xr, double yr, double xg, double yg, double xb, double yb, Curve curve) {

        /// Light to CIE XYZ, adapted to D50; the columns are what the primaries become.
        double[][] matrix() {
            double[][] primaries = {
                {xr / yr, xg / yg, xb / yb}, {1, 1, 1}, {(1 - xr - yr) / yr, (1 - xg - yg) / yg, (1 - xb - yb) / yb}
            };
            double[] d65 = {0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290};
            return multiply(adaptation(d65), multiply(primaries, diagonal(multiply(inverse(primaries), d65))));
        }

        /// What a colour of 8-bit samples is in sRGB.
        int[] toSrgb(int red, int green, int blue) {
            double[] light = {curve.light(red / 255.0), curve.light(green / 255.0), curve.light(blue / 255.0)};
            double[] linear = multiply(inverse(SRGB.matrix()), multiply(matrix(), light));
            return new int[] {encoded(linear[0]), encoded(linear[1]), encoded(linear[2])};
        }
    }

    private IccProfiles() {}

    static byte[] rgb(Space space) {
        var matrix = space.matrix();
        var tags = new LinkedHashMap<String, byte[]>();
        tags.put("wtpt", xyz(D50));
        tags.put("rXYZ", xyz(column(matrix, 0)));
        tags.put("gXYZ", xyz(column(matrix, 1)));
        tags.put("bXYZ", xyz(column(matrix, 2)));
        for (var name : new String[] {"rTRC", "gTRC", "bTRC"}) {
            tags.put(name, space.curve().tag());
        }
        return profile("RGB ", tags);
    }

    static byte[] grey(Curve curve) {
        var tags = new LinkedHashMap<String, byte[]>();
        tags.put("wtpt", xyz(D50));
        tags.put("kTRC", curve.tag());
        return profile("GRAY", tags);
    }

    /// What sRGB makes of light, as an 8-bit sample.
    static int encoded(double light) {
        double clipped = Math.clamp(light, 0, 1);
        double sample = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * sample);
    }

    private static byte[] profile(String space, Map<String, byte[]> tags) {
        var table = new Pieces(ByteOrder.BIG_ENDIAN).u32(tags.size());
        var data = new Pieces(ByteOrder.BIG_ENDIAN);
        int start = HEAD + 4 + 12 * tags.size();
        tags.forEach((name, tag) -> {
            table.text(name).u32(start + data.size()).u32(tag.length);
            data.add(tag);
        });
        var head =
                new Pieces(ByteOrder.BIG_ENDIAN).u32(start + data.size()).u32(0).u32(0x04200000);
        head.text("mntr" + space + "XYZ ")
                .u16(2026)
                .u16(1)
                .u16(1)
                .add(new byte[6])
                .text("acsp");
        head.add(new byte[28])
                .u32(fixed(D50[0]))
                .u32(fixed(D50[1]))
                .u32(fixed(D50[2]))
                .add(new byte[48]);
        return head.add(table).add(data).join();
    }

    private static byte[] xyz(double[] colour) {
        var tag = new Pieces(ByteOrder.BIG_ENDIAN).text("XYZ \0\0\0\0");
        return tag.u32(fixed(colour[0]))
                .u32(fixed(colour[1]))
                .u32(fixed(colour[2]))
                .join();
    }

    /// A signed number with 16 bits behind the point.
    private static long fixed(double number) {
        return Math.round(number * 65_536);
    }

    private static double[][] adaptation(double[] white) {
        var from = multiply(BRADFORD, white);
        var to = multiply(BRADFORD, D50);
        var scale = diagonal(to[0] / from[0], to[1] / from[1], to[2] / from[2]);
        return multiply(inverse(BRADFORD), multiply(scale, BRADFORD));
    }

    private static double[] column(double[][] matrix, int at) {
        return new double[] {matrix[0][at], matrix[1][at], matrix[2][at]};
    }

    private static double[][] diagonal(double... values) {
        return new double[][] {{values[0], 0, 0}, {0, values[1], 0}, {0, 0, values[2]}};
    }

    private static double[][] multiply(double[][] left, double[][] right) {
        var product = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                product[i][j] = left[i][0] * right[0][j] + left[i][1] * right[1][j] + left[i][2] * right[2][j];
            }
        }
        return product;
    }

    private static double[] multiply(double[][] matrix, double[] vector) {
        var product = new double[3];
        for (int i = 0; i < 3; i++) {
            product[i] = matrix[i][0] * vector[0] + matrix[i][1] * vector[1] + matrix[i][2] * vector[2];
        }
        return product;
    }

    /// By cofactors.
    private static double[][] inverse(double[][] m) {
        var inverse = new double[3][3];
        double determinant = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int a = (j + 1) % 3;
                int b = (j + 2) % 3;
                int c = (i + 1) % 3;
                int d = (i + 2) % 3;
                inverse[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
            }
            determinant += m[0][i] * inverse[i][0];
        }
        for (var row : inverse) {
            for (int j = 0; j < 3; j++) {
                row[j] /= determinant;
            }
        }
        return inverse;
    }
}
