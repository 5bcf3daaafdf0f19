package io.seine.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// What jobs and streams have saved, as files.
///
/// Anything may be in them, and whoever looks at one looks at it under this server's name: types that browsers run are
/// never told, and what is shown is shown in a sandbox.
final class FileRoutes {
    /// What a stream is called, so that no other folder's name is.
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");

    private final Jobs jobs;
    private final Folders folders;

    FileRoutes(Jobs jobs, Folders folders) {
        this.jobs = jobs;
        this.folders = folders;
    }

    void addTo(Router router) {
        router.add(HttpMethods.GET, "/v1/jobs/{id}/files/{path*}", Set.of(), this::ofJob)
                .add(HttpMethods.GET, "/v1/streams/{id}/files/{path*}", Set.of(), this::ofStream);
    }

    private CompletionStage<HttpResponse> ofJob(Call call) {
        return jobs.find(call.variable("id")).thenCompose(entry -> serve(call, folders.job(entry.id())));
    }

    private CompletionStage<HttpResponse> ofStream(Call call) {
        if (!ID.matcher(call.variable("id")).matches()) {
            throw Problem.notFound("such stream").stop();
        }
        return serve(call, folders.stream(call.variable("id")));
    }

    private static CompletionStage<HttpResponse> serve(Call call, Path folder) {
        return CompletableFuture.supplyAsync(
                () -> file(folder, call.rest())
                        .map(file ->
                                SavedFile.response(file, call.header("Range").orElse(null)))
                        .orElseThrow(() -> Problem.notFound("such file").stop()),
                Thread::startVirtualThread);
    }

    /// The regular file at a path below a folder; nothing where a part of it is hidden, or leads out of the folder.
    private static Optional<Path> file(Path folder, List<String> path) {
        boolean plain = path.stream()
                .noneMatch(part -> part.isEmpty()
                        || part.startsWith(".")
                        || part.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0));
        var file = plain ? folder.resolve(String.join("/", path)) : folder;
        try {
            return plain
                            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && file.toRealPath().equals(folder.toRealPath().resolve(String.join("/", path)))
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
