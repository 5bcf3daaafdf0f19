import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/// Makes Pekko Connectors File of what it was made from, Alpakka File 3.0.0 (Apache-2.0, Lightbend and others):
/// the same classes with the names that they have in Pekko, `org.apache.pekko.stream.connectors.file`, and with
/// one constant changed: its tars make no file a program.
///
/// The build runs this because `org.apache.pekko:pekko-connectors-file_2.13` can't be had from every repository;
/// where it can, name that in the pom instead, and delete this and the two steps that call it; the test that
/// looks at the mode of files in a tar will tell whether that has 0755 for all of them, too. Arguments: the jar,
/// and the folder for the classes.
final class PekkoConnectorsFile {
    private static final int MAGIC = 0xcafebabe;
    private static final int UTF8 = 1;

    /// With slashes, dots, or the dollars of mangled names.
    private static final Pattern AKKA = Pattern.compile("(?<![a-z])akka([/.$])(stream\\1alpakka\\1)?");

    /// What the mode of every file in a tar is, and what it is to be: of the same width.
    private static final String MODE = "0755";

    private static final String PLAIN_MODE = "0644";

    private static final String NOTICE = """
            The classes below org/apache/pekko/stream/connectors/file are those of Alpakka File 3.0.0
            (com.lightbend.akka:akka-stream-alpakka-file_2.13), Copyright (C) Lightbend Inc. and others, under the Apache
            License 2.0 (https://www.apache.org/licenses/LICENSE-2.0). They were changed: names that begin with akka
            begin with org.apache.pekko instead, and files in tars have the mode 0644 instead of 0755.
            """;

    private PekkoConnectorsFile() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[1]);
        try (var jar = new ZipFile(arguments[0])) {
            for (var entry : jar.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
                var file = folder.resolve(renamed(entry.getName()));
                Files.createDirectories(file.getParent());
                Files.write(file, renamed(jar.getInputStream(entry).readAllBytes()));
            }
        }
        var notice = folder.resolve("META-INF/NOTICE-pekko-connectors-file.txt");
        Files.createDirectories(notice.getParent());
        Files.writeString(notice, NOTICE);
    }

    /// A class file (JVMS 4) with others for some names and texts in its constant pool, to which all else of it
    /// refers by number.
    private static byte[] renamed(byte[] file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new DataInputStream(new ByteArrayInputStream(file));
                var out = new DataOutputStream(bytes)) {
            int magic = in.readInt();
            if (magic != MAGIC) {
                throw new IOException("no class file");
            }
            out.writeInt(magic);
            out.writeInt(in.readInt()); // its version
            int count = in.readUnsignedShort();
            out.writeShort(count);
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == UTF8) {
                    out.writeUTF(constant(in.readUTF()));
                } else {
                    out.write(in.readNBytes(size(tag)));
                }
                i += tag == 5 || tag == 6 ? 1 : 0; // numbers of 64 bits take two places
            }
            in.transferTo(out);
        }
        return bytes.toByteArray();
    }

    /// Bytes of a constant behind its tag (JVMS 4.4).
    private static int size(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IOException("a constant of an unknown kind: " + tag);
        };
    }

    private static String constant(String text) {
        return text.equals(MODE) ? PLAIN_MODE : renamed(text);
    }

    private static String renamed(String name) {
        return AKKA.matcher(name).replaceAll(found -> {
            var separator = found.group(1);
            var kept = found.group(2) == null ? "" : "stream" + separator + "connectors" + separator;
            return Matcher.quoteReplacement(
                    "org" + separator + "apache" + separator + "pekko" + separator + kept);
        });
    }
}
