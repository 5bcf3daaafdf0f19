package io.seine.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/// Why a job's output cannot be written just now.
///
/// @param output the output folder
/// @param what is wrong: `no space left on device`
public record StorageTrouble(Path output, String what) {
    public StorageTrouble {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(what, "what");
    }

    /// What `failure` tells of the output.
    public static StorageTrouble of(Path output, IOException failure) {
        return new StorageTrouble(output, reason(failure));
    }

    /// What is wrong, in a few words, where writing has failed.
    public static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> lost(Path.of(missing.getFile())) + " is gone";
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case NotDirectoryException file -> file.getFile() + " is a file, not a folder";
            case FileAlreadyExistsException file -> file.getFile() + " is in the way";
            case FileSystemException system
            when "Not a directory".equals(system.getReason()) -> "a file stands where a folder should be";
            case FileSystemException system when system.getReason() != null -> beginning(system.getReason());
            default -> failure.getMessage() == null ? failure.toString() : beginning(failure.getMessage());
        };
    }

    /// The outermost folder on the way to `file` that is not there.
    private static Path lost(Path file) {
        var lost = file.toAbsolutePath();
        for (var folder = lost.getParent(); folder != null && Files.notExists(folder); folder = folder.getParent()) {
            lost = folder;
        }
        return lost;
    }

    private static String beginning(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    /// What is wrong and what helps: `/data/out: no space left on device; free some and resume`.
    public String advice() {
        return output + ": " + what + "; " + remedy() + " and resume";
    }

    private String remedy() {
        if (what.contains("space") || what.contains("quota")) {
            return "free some";
        } else if (what.contains("permission") || what.contains("read-only")) {
            return "make it writable";
        } else {
            return what.endsWith("gone") ? "put it back" : "see to it";
        }
    }

    /// The same for those that do not go on.
    public String complaint() {
        return output + ": cannot be written: " + what;
    }
}
