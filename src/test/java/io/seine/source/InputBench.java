package io.seine.source;

import io.seine.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;

/// One reading of a list for `scripts/bench inputs`: prints items, seconds to the first, seconds to the last, and the
/// peak of memory in MiB. With `parquet ROWS FILE` it makes a list instead.
final class InputBench {
    private InputBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("parquet")) {
            makeParquet(Long.parseLong(arguments[1]), Path.of(arguments[2]));
            return;
        }
        var system = ActorSystem.create();
        try {
            read(system, Path.of(arguments[0]));
        } finally {
            system.terminate();
        }
    }

    private static void read(ActorSystem system, Path list) throws Exception {
        var job = Settings.defaults()
                .setText("seine.job.source.path", list.toString())
                .job();
        var items = new AtomicLong();
        var first = new AtomicLong();
        long begun = System.nanoTime();
        new ItemSource(job.source(), job.save().shardSize())
                .items()
                .runWith(
                        Sink.foreach(_ -> {
                            if (items.getAndIncrement() == 0) {
                                first.set(System.nanoTime());
                            }
                        }),
                        system)
                .toCompletableFuture()
                .get();
        System.out.printf(
                Locale.ROOT,
                "%d %.3f %.3f %d%n",
                items.get(),
                (first.get() - begun) / 1e9,
                (System.nanoTime() - begun) / 1e9,
                peak());
    }

    private static long peak() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0L);
        }
    }

    /// The same rows as the other lists have.
    private static void makeParquet(long rows, Path file) throws IOException {
        var schema = MessageTypeParser.parseMessageType(
                "message row { required binary url (STRING); required binary caption (STRING); required int64 size; }");
        try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            for (long row = 0; row < rows; row++) {
                writer.write(new SimpleGroup(schema)
                        .append("url", "https://example.org/pictures/" + row + ".jpg")
                        .append("caption", "the picture number " + row + " of the list")
                        .append("size", row * 7));
            }
        }
    }
}
