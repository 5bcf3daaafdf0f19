package io.seine.server;

import io.seine.database.Database;
import io.seine.model.DataSize;
import io.seine.model.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What keeps the server from doing its work.
final class Health {
    private final Database database;
    private final Jobs jobs;
    private final Path root;
    private final DataSize minFree;

    /// @param root the server's folder
    /// @param minFree bytes that it wants on its file system
    Health(Database database, Jobs jobs, Path root, DataSize minFree) {
        this.database = database;
        this.jobs = jobs;
        this.root = root;
        this.minFree = minFree;
    }

    /// Everything that is wrong now, a line each. Never fails.
    CompletionStage<List<String>> troubles() {
        return CompletableFuture.supplyAsync(this::ofItself, Thread::startVirtualThread)
                .thenCombine(ofJobs(), (own, ofJobs) -> {
                    own.addAll(ofJobs);
                    return own;
                });
    }

    private List<String> ofItself() {
        var troubles = new ArrayList<String>();
        database.trouble().ifPresent(trouble -> troubles.add("the database does not answer: " + trouble));
        try {
            var free = new DataSize(Files.getFileStore(root).getUsableSpace());
            if (free.compareTo(minFree) < 0) {
                troubles.add("only " + free + " are left on the disk of " + root + ", " + minFree + " are wanted");
            }
        } catch (IOException e) {
            troubles.add(root + " cannot be read: " + e.getMessage());
        }
        return troubles;
    }

    private CompletionStage<List<String>> ofJobs() {
        return jobs.promptly(Set.of(JobState.PAUSED)).handle((paused, silence) -> {
            if (silence != null) {
                return List.of("the registry of jobs does not answer");
            }
            return paused.stream()
                    .filter(entry -> entry.status().trouble() != null)
                    .map(entry -> "the job " + entry.id() + " is paused: "
                            + entry.status().trouble())
                    .toList();
        });
    }
}
