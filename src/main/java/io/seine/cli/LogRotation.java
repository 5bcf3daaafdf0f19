package io.seine.cli;

import io.seine.config.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.util.ByteString;

/// Tells where the next line goes, if another file is begun with it, for which the earlier ones make room: `seine.log`
/// becomes `seine.log.1`, that `seine.log.2`, and the last is removed.
final class LogRotation implements Function<ByteString, Optional<Path>> {
    private static final long serialVersionUID = 1;
    private static final long NOTHING_OPEN = -1;

    private final transient LogSettings settings;
    private long size = NOTHING_OPEN;

    LogRotation(LogSettings settings) {
        this.settings = settings;
    }

    @Override
    public Optional<Path> apply(ByteString line) throws IOException {
        boolean opens = size == NOTHING_OPEN;
        if (opens) {
            size = sizeOfEarlier();
        }
        if (size > 0 && size + line.size() > settings.maxSize().bytes()) {
            makeRoom();
            size = 0;
            opens = true;
        }
        size += line.size();
        return opens ? Optional.of(settings.file()) : Optional.empty();
    }

    private long sizeOfEarlier() throws IOException {
        Files.createDirectories(settings.file().toAbsolutePath().getParent());
        return Files.exists(settings.file()) ? Files.size(settings.file()) : 0;
    }

    private void makeRoom() throws IOException {
        Files.deleteIfExists(numbered(settings.keep()));
        for (int number = settings.keep(); number > 0; number--) {
            if (Files.exists(numbered(number - 1))) {
                Files.move(numbered(number - 1), numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path numbered(int number) {
        var file = settings.file();
        return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
    }
}
