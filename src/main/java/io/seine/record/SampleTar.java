package io.seine.record;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// A tar of samples that is being written, as WebDataset has them: the files of a sample next to each other, named by
/// its key. Nothing of the time, the machine or the user is in it, so that the same samples make the same bytes.
///
/// Pekko Connectors File, by which the server streams all files of a job in one tar, could write it, too. But it
/// takes four times as long for small files, a stream for each, which pays where a reader sets the pace; and
/// sizes from 8 GiB on it leaves to its caller.
final class SampleTar implements Closeable {
    private static final int BUFFER = 1 << 18;
    private static final int MODE = 0100644;

    private final TarArchiveOutputStream out;

    private SampleTar(TarArchiveOutputStream out) {
        this.out = out;
        out.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE); // we say the whole name before, see #path
        out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    }

    /// Begins a tar, in place of what is there.
    static SampleTar create(Path file) throws IOException {
        var out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        return new SampleTar(new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name()));
    }

    /// Adds a sample: its contents, its JSON, and its caption where it has one.
    void add(String key, List<Content> contents, Sample sample) throws IOException {
        for (var content : contents) {
            begin(key + "." + content.ending(), content.size(), TarConstants.LF_NORMAL);
            content.copyTo(out);
            out.closeArchiveEntry();
        }
        add(key + ".json", sample.json());
        var caption = sample.caption();
        if (caption != null) {
            add(key + ".txt", caption.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void add(String name, byte[] bytes) throws IOException {
        begin(name, bytes.length, TarConstants.LF_NORMAL);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private void begin(String name, long size, byte type) throws IOException {
        if (name.getBytes(StandardCharsets.UTF_8).length > TarConstants.NAMELEN) {
            path(name);
        }
        var entry = new TarArchiveEntry(name, type);
        entry.setSize(size);
        entry.setMode(MODE);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        out.putArchiveEntry(entry);
    }

    /// The name of the next file, which is too long for its own header. The library could do it, and would write
    /// into its header who runs this.
    private void path(String name) throws IOException {
        var record = PaxRecord.of("path", name);
        begin("PaxHeader", record.length, TarConstants.LF_PAX_EXTENDED_HEADER_LC);
        out.write(record);
        out.closeArchiveEntry();
    }

    /// Ends the tar; one that was given up is good for nothing but to be removed.
    @Override
    public void close() throws IOException {
        out.close();
    }
}
