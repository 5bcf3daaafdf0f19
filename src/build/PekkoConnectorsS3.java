import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/// Makes Pekko Connectors S3 1.0.2 (Apache-2.0) run beside our Pekko HTTP, and one method of it right:
///
/// - It needs `pekko-http-xml`, of which only 1.0.1 can be had, and Pekko refuses to start when two manifests name
///   different versions: its two classes come without one. Where that of our Pekko HTTP can be had, name it in the pom
///   instead.
/// - It asks for `/birds/Côte d'Ivoire.gif` with the apostrophe as it is, as it does with `!$&()*,;:=@`, and signs the
///   path with `%27`. Amazon does not mind, servers that take a path as they get it refuse it. The same method here calls
///   `io.seine.s3.RequestTarget`, which asks for what is signed.
///
/// Arguments: the connector's jar, the other, and the folder for the classes, which come before the jar's.
final class PekkoConnectorsS3 {
    private static final String PATCHED = "org/apache/pekko/stream/connectors/s3/impl/HttpRequests$.class";
    private static final String METHOD = "rawRequestUri";

    private static final ClassDesc URI = ClassDesc.of("org.apache.pekko.http.scaladsl.model.Uri");
    private static final ClassDesc URI_PATH = ClassDesc.of("org.apache.pekko.http.scaladsl.model.Uri$Path");
    private static final ClassDesc TARGET = ClassDesc.of("io.seine.s3.RequestTarget");
    private static final MethodTypeDesc TEXT = MethodTypeDesc.of(ConstantDescs.CD_String);

    private static final String NOTICE = """
            The classes below org/apache/pekko/http/scaladsl/marshallers/xml are those of pekko-http-xml_2.13 1.0.1, and
            org/apache/pekko/stream/connectors/s3/impl/HttpRequests$ is that of pekko-connectors-s3_2.13 1.0.2, both by
            the Apache Software Foundation and others, under the Apache License 2.0
            (https://www.apache.org/licenses/LICENSE-2.0). The latter was changed: its method rawRequestUri calls
            io.seine.s3.RequestTarget.
            """;

    private static boolean patched;

    private PekkoConnectorsS3() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[2]);
        try (var connector = new ZipFile(arguments[0]);
                var xml = new ZipFile(arguments[1])) {
            write(folder, PATCHED, patched(read(connector, PATCHED)));
            for (var entry : xml.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
                write(folder, entry.getName(), read(xml, entry.getName()));
            }
        }
        write(folder, "META-INF/NOTICE-pekko-connectors-s3.txt", NOTICE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static byte[] read(ZipFile jar, String name) throws IOException {
        try (var in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static void write(Path folder, String name, byte[] bytes) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] patched(byte[] bytes) throws IOException {
        var file = ClassFile.of();
        var made = file.transformClass(file.parse(bytes), PekkoConnectorsS3::patch);
        if (!patched) {
            throw new IOException("this connector has no method " + METHOD + ": see whether it still has to be patched");
        }
        return made;
    }

    private static void patch(ClassBuilder builder, ClassElement element) {
        if (element instanceof MethodModel method && method.methodName().equalsString(METHOD)) {
            builder.withMethodBody(
                    method.methodName(), method.methodType(), method.flags().flagsMask(), PekkoConnectorsS3::body);
            patched = true;
        } else {
            builder.with(element);
        }
    }

    /// `return RequestTarget.of(uri.toHttpRequestTargetOriginForm().toString(), uri.path().toString())`.
    private static void body(CodeBuilder code) {
        code.aload(1)
                .invokevirtual(URI, "toHttpRequestTargetOriginForm", MethodTypeDesc.of(URI))
                .invokevirtual(URI, "toString", TEXT)
                .aload(1)
                .invokevirtual(URI, "path", MethodTypeDesc.of(URI_PATH))
                .invokevirtual(URI_PATH, "toString", TEXT)
                .invokestatic(
                        TARGET,
                        "of",
                        MethodTypeDesc.of(
                                ConstantDescs.CD_String, ConstantDescs.CD_String, ConstantDescs.CD_String))
                .areturn();
    }
}
