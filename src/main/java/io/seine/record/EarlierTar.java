package io.seine.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// The tar that a shard was sealed into before more of its rows were saved: where the bodies are in it, once through in
/// the order of the rows.
final class EarlierTar implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final TarArchiveInputStream in;

    private EarlierTar(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        // nothing between the two reads ahead: where the channel stands is where the content begins
        this.in = new TarArchiveInputStream(Channels.newInputStream(channel), StandardCharsets.UTF_8.name());
    }

    static EarlierTar open(Path file) throws IOException {
        return new EarlierTar(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    /// The bodies of a sample, which is behind all that were asked for; none where the tar does not have it. A
    /// sample is told by its JSON, in which only the key may be another: dense keys change with the rows
    /// before.
    List<Content> find(Sample sample) throws IOException {
        var contents = new ArrayList<Content>();
        for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            var name = entry.getName();
            int dot = name.indexOf('.');
            var ending = name.substring(dot + 1);
            if (ending.equals("json")) {
                var same = new Sample(sample.outcome(), name.substring(0, dot), sample.hasVariants());
                if (!contents.isEmpty() && Arrays.equals(in.readAllBytes(), same.json())) {
                    return contents;
                }
                contents.clear();
            } else if (!ending.equals("txt")) {
                contents.add(new Content(ending, file, channel.position(), entry.getSize()));
            }
        }
        return List.of();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
