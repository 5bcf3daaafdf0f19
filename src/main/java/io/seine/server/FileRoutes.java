package io.seine.server;

import io.seine.record.Identity;
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
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.function.Creator;
import org.slf4j.LoggerFactory;

/// What jobs and streams have saved, as files, one by one or all in a tar.
///
/// Anything may be in them, and whoever looks at one looks at it under this server's name: types that browsers run are
/// never told, and what is shown is shown in a sandbox.
final class FileRoutes {
    /// What a stream is called, so that no other folder's name is.
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");

    private final Jobs jobs;
    private final Folders folders;
    private final boolean streamsSaveElsewhere;

    /// @param streamsSaveElsewhere whether what streams save goes into a bucket
    FileRoutes(Jobs jobs, Folders folders, boolean streamsSaveElsewhere) {
        this.jobs = jobs;
        this.folders = folders;
        this.streamsSaveElsewhere = streamsSaveElsewhere;
    }

    void addTo(Router router) {
        router.add(HttpMethods.GET, "/v1/jobs/{id}/files/{path*}", Set.of(), this::ofJob)
                .add(HttpMethods.GET, "/v1/streams/{id}/files/{path*}", Set.of(), this::ofStream)
                .add(HttpMethods.GET, "/v1/jobs/{id}/files.tar", Set.of(), this::allOfJob)
                .add(HttpMethods.GET, "/v1/streams/{id}/files.tar", Set.of(), this::allOfStream);
    }

    private CompletionStage<HttpResponse> ofJob(Call call) {
        return jobs.find(call.variable("id")).thenCompose(entry -> serve(call, folders.job(entry.id())));
    }

    private CompletionStage<HttpResponse> ofStream(Call call) {
        return serve(call, folders.stream(stream(call)));
    }

    private static String stream(Call call) {
        if (!ID.matcher(call.variable("id")).matches()) {
            throw Problem.notFound("such stream").stop();
        }
        return call.variable("id");
    }

    private CompletionStage<HttpResponse> allOfJob(Call call) {
        return jobs.find(call.variable("id")).thenApplyAsync(this::allOf, Thread::startVirtualThread);
    }

    private HttpResponse allOf(Entry job) {
        var folder =
                existing(folders.job(job.id()), "folder of this job: it has not begun, or somebody has removed it");
        Identity.bucket(folder).ifPresent(bucket -> {
            throw elsewhere("the files of this job are in " + bucket);
        });
        var ledger = new LedgerFile(folder);
        long end = ledger.placeFrom(ledger.length());
        boolean ended = job.status().state().terminal();
        return tar(job.id(), () -> JobFiles.open(folder, end, ended));
    }

    private CompletionStage<HttpResponse> allOfStream(Call call) {
        var id = stream(call);
        var folder = existing(folders.stream(id), "such stream");
        if (streamsSaveElsewhere) {
            throw elsewhere("what streams save is in a bucket");
        }
        return CompletableFuture.completedFuture(tar(id, () -> StreamFiles.open(folder)));
    }

    private static Path existing(Path folder, String what) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Problem.notFound(what).stop();
        }
        return folder;
    }

    private static Problem.Stop elsewhere(String detail) {
        return Problem.of(StatusCodes.CONFLICT, "in-bucket", detail).stop();
    }

    private static HttpResponse tar(String id, Creator<Tar.Files> files) {
        var bytes = Tar.of(files).mapError(Throwable.class, failure -> brokenOff(id, failure));
        return HttpResponse.create()
                .addHeader(RawHeader.create("Content-Disposition", "attachment; filename=\"" + id + ".tar\""))
                .withEntity(HttpEntities.createChunked(Types.TAR, bytes));
    }

    /// The client sees that the response has no end; why, only the log can tell.
    private static Throwable brokenOff(String id, Throwable failure) {
        LoggerFactory.getLogger(FileRoutes.class).warn("{}.tar was broken off: {}", id, failure.toString());
        return failure;
    }

    private static CompletionStage<HttpResponse> serve(Call call, Path folder) {
        // A condition never holds: files have no validators (RFC 9110, section 13.1.5).
        var range = call.header("If-Range").isPresent()
                ? null
                : call.header("Range").orElse(null);
        return CompletableFuture.supplyAsync(
                () -> file(folder, call.rest())
                        .map(file -> SavedFile.response(file, range))
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
