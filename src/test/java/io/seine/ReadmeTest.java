package io.seine;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.Settings;
import io.seine.decode.HostilePictures;
import io.seine.hostile.HostileOrigins;
import io.seine.model.Kind;
import io.seine.server.HostileClients;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Holds the README to what the program does.
class ReadmeTest {
    /// Kinds that DESIGN reserves and nothing ends as yet.
    private static final Set<Kind> RESERVED = Set.of(Kind.HASH_MISMATCH);

    @TempDir
    Path classes;

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static String block(String language) throws IOException {
        var block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    /// What stands under a heading of the second level, to the last line before the next.
    private static String section(String heading) throws IOException {
        var section = Pattern.compile("\n## " + heading + "\n(.*?)\n## ", Pattern.DOTALL)
                .matcher(readme());
        assertThat(section.find()).as(heading).isTrue();
        return section.group(1);
    }

    @Test
    void theEmbeddedExampleCompiles() throws IOException {
        var source = block("java");
        var file = new SimpleJavaFileObject(URI.create("string:///Embedded.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var problems = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        var compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, options, null, List.of(file))
                .call();
        assertThat(problems.getDiagnostics()).isEmpty();
        assertThat(compiled).isTrue();
    }

    @Test
    void theConfigurationExampleIsAccepted() throws IOException {
        var job = Settings.defaults().text(block("hocon")).job();
        assertThat(job.name()).isEqualTo("birds");
        assertThat(job.enrich()).hasSize(1);
    }

    @Test
    void theTableOfHostileOriginsIsTheOneThatIsTested() throws IOException {
        var tables = section("Hostile origins");
        assertThat(tables.substring(tables.indexOf("### ")))
                .isEqualTo(HostileOrigins.groups().stream()
                        .map(HostileOrigins.Group::markdown)
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void theTableOfHostileClientsIsTheOneThatIsTested() throws IOException {
        var tables = section("Hostile clients");
        assertThat(tables.substring(tables.indexOf("### ")))
                .isEqualTo(HostileClients.groups().stream()
                        .map(HostileClients.Group::markdown)
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void theTableOfHostilePicturesIsTheOneThatIsTested() throws IOException {
        assertThat(section("Pictures")).endsWith("\n" + HostilePictures.markdown());
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorStandsInTheTable(Kind kind) throws IOException {
        assertThat(section("Outcomes and errors").contains("| `" + kind.word() + "` |"))
                .isNotEqualTo(RESERVED.contains(kind));
    }
}
