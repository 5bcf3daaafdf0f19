package io.seine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.server.Problem.Fault;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/// What is wrong with the fields of a body.
final class Faults {
    /// `submitted: seine.job.enrich[0].url: …`
    private static final Pattern SETTING = Pattern.compile(
            "^(?:[^:]*?: )?seine\\.job((?:\\.?(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^.:\\[\"]+)|\\[\\d+])*): (.*)$",
            Pattern.DOTALL);

    private static final Pattern PART = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|([^.\\[\\]\"]+)");

    private Faults() {}

    /// Settings that cannot be used.
    ///
    /// @param problems as the configuration tells them
    static Problem ofSettings(List<String> problems, Folders folders) {
        var faults =
                problems.stream().map(problem -> fault(shown(problem, folders))).toList();
        return new Problem(
                StatusCodes.UNPROCESSABLE_CONTENT,
                "bad-settings",
                faults.stream().map(Fault::detail).findFirst().orElse("the settings cannot be used"),
                faults,
                List.of());
    }

    /// Without where on this machine the server keeps what.
    private static String shown(String problem, Folders folders) {
        return problem.replace(folders.lists() + "/", "").replace(folders.root().toString(), "");
    }

    private static Fault fault(String problem) {
        var setting = SETTING.matcher(problem);
        if (!setting.matches()) {
            return new Fault(null, null, problem);
        }
        var key = setting.group(1).replaceFirst("^\\.", "");
        var detail = setting.group(2).replace("did you mean seine.job.", "did you mean ");
        return new Fault(pointer(key), null, key + ": " + detail);
    }

    /// `enrich[0].url` as a JSON Pointer: `/enrich/0/url`.
    private static String pointer(String key) {
        return PART.matcher(key)
                .results()
                .map(part ->
                        part.group(1) == null ? part.group(2) : part.group(1).replaceAll("\\\\(.)", "$1"))
                .map(part -> "/" + part.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    static Problem field(String pointer, String detail) {
        return new Problem(
                StatusCodes.UNPROCESSABLE_CONTENT,
                "bad-field",
                pointer + ": " + detail,
                List.of(new Fault(pointer, null, detail)),
                List.of());
    }

    /// @throws Problem.Stop naming the first member of `body` that is not `known`
    static void refuseUnknown(ObjectNode body, Set<String> known) {
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw field("/" + name, "there is no such field").stop();
            }
        });
    }
}
