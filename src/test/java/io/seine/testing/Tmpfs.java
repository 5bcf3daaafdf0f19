package io.seine.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A small file system in memory, to be filled to its end. Only root can have one, on Linux; elsewhere the test is
/// skipped.
public final class Tmpfs implements AutoCloseable {
    private final Path folder;

    private Tmpfs(Path folder) {
        this.folder = folder;
    }

    /// Mounts one of `size`, such as `2m`, at a new folder in `parent`.
    public static Tmpfs mount(Path parent, String size) throws IOException {
        var folder = Files.createDirectory(parent.resolve("tmpfs"));
        assumeTrue(
                System.getProperty("os.name").equals("Linux") && "root".equals(System.getProperty("user.name")),
                "a file system can be mounted by root alone");
        assumeTrue(ran("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()), "mount is refused");
        return new Tmpfs(folder);
    }

    /// Its root folder.
    public Path folder() {
        return folder;
    }

    /// Makes it larger.
    public void resize(String size) throws IOException {
        if (!ran("mount", "-o", "remount,size=" + size, folder.toString())) {
            throw new IOException("the file system does not grow");
        }
    }

    private static boolean ran(String... command) throws IOException {
        var process = new ProcessBuilder(List.of(command)).inheritIO().start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Unmounts it, though something may still be open in it.
    @Override
    public void close() throws IOException {
        ran("umount", "--lazy", folder.toString());
    }
}
