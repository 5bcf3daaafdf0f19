package io.seine.decode;

import io.seine.decode.MeasuredCodec.Parts;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a job does to a JPEG of 0.5 megapixels: its parts, and the whole of it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private byte[] file = {};
    private @Nullable Parts parts;

    @Setup
    public void make() throws Exception {
        file = BenchCorpus.picture(0);
        parts = Parts.of(file);
    }

    @Benchmark
    public int decode() {
        return parts().decode();
    }

    /// To a smallest side of 256.
    @Benchmark
    public int scale() {
        return parts().scale();
    }

    /// What was scaled, with quality 95.
    @Benchmark
    public byte[] encode() throws Exception {
        return parts().encode();
    }

    /// The walk through the file for damage.
    @Benchmark
    public void check() throws Exception {
        MeasuredCodec.check(file);
    }

    /// Decoded, scaled, encoded, at once.
    @Benchmark
    public byte[] transform() throws Exception {
        return MeasuredCodec.to256(file);
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "made before");
    }
}
