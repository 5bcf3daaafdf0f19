package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What is read of a file without its pixels.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProbeBenchmark {
    @Param({"JPEG", "PNG", "GIF", "BMP", "TIFF"})
    ImageFormat format = ImageFormat.JPEG;

    private MemorySegment file = MemorySegment.NULL;

    @Setup
    public void encode() {
        file = MemorySegment.ofArray(Pictures.encoded(Pictures.photo("coffee.jpg"), format))
                .asReadOnly();
    }

    /// Format by its magic bytes, dimensions and frames.
    @Benchmark
    public Object header() throws Exception {
        return Structure.of(format).header(file);
    }

    /// The walk through the whole skeleton.
    @Benchmark
    public void structure() throws Exception {
        Structure.of(format).check(file);
    }
}
