package io.seine.source;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where a list that grows is told to have ended: by [#tell], or by a file beside it that is named like it with `.end`
/// behind. Thread-safe.
public final class EndOfList {
    private volatile boolean told;

    /// Nothing is appended any more: what is there is read to its end, a last line without line end included.
    public void tell() {
        told = true;
    }

    boolean isTold(Path list) {
        return told || Files.exists(mark(list));
    }

    /// The file that tells that `list` has ended.
    static Path mark(Path list) {
        return list.resolveSibling(list.getFileName() + ".end");
    }
}
