package io.seine.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// A Parquet file that is being written, with zstd. The same rows make the same bytes.
///
/// @param <T> what a row is made from
final class ParquetTable<T> implements Closeable {
    /// Bytes of a row group, which is what is held in memory.
    private static final long ROW_GROUP = 16 << 20;

    private final Path file;
    private final ParquetWriter<T> writer;

    private ParquetTable(Path file, ParquetWriter<T> writer) {
        this.file = file;
        this.writer = writer;
    }

    /// Begins a file, in place of what is there.
    static <T> ParquetTable<T> create(Path file, List<Column<T>> columns) throws IOException {
        return new ParquetTable<>(
                file,
                new Builder<>(new LocalOutputFile(file), new Rows<>(columns))
                        .withConf(new PlainParquetConfiguration())
                        .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                        .withCompressionCodec(CompressionCodecName.ZSTD)
                        .withRowGroupSize(ROW_GROUP)
                        .build());
    }

    void add(T row) throws IOException {
        writer.write(row);
    }

    @Override
    public void close() throws IOException {
        writer.close();
        ParquetFooter.sort(file);
    }

    private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
        private final Rows<T> rows;

        Builder(OutputFile file, Rows<T> rows) {
            super(file);
            this.rows = rows;
        }

        @Override
        protected Builder<T> self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // and abstract
        protected WriteSupport<T> getWriteSupport(Configuration configuration) {
            return rows;
        }

        @Override
        protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
            return rows;
        }
    }

    /// Takes rows apart.
    private static final class Rows<T> extends WriteSupport<T> {
        private final List<Column<T>> columns;
        private @Nullable RecordConsumer consumer;

        Rows(List<Column<T>> columns) {
            this.columns = List.copyOf(columns);
        }

        @Override
        @SuppressWarnings("deprecation") // and abstract
        public WriteContext init(Configuration configuration) {
            return context();
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return context();
        }

        private WriteContext context() {
            var types = columns.stream().map(Rows::type).toArray(Type[]::new);
            return new WriteContext(new MessageType("seine", types), Map.of());
        }

        private static Type type(Column<?> column) {
            return switch (column.type()) {
                case TEXT ->
                    Types.optional(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(column.name());
                case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(column.name());
                case LONG -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
                case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
                case TIME ->
                    Types.optional(PrimitiveTypeName.INT64)
                            .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS))
                            .named(column.name());
                case VARIANTS -> VariantList.type(column.name());
            };
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
        }

        @Override
        public void write(T row) {
            var out = Objects.requireNonNull(consumer, "write before prepareForWrite");
            out.startMessage();
            for (int i = 0; i < columns.size(); i++) {
                var value = columns.get(i).value().apply(row);
                if (value != null) {
                    out.startField(columns.get(i).name(), i);
                    write(value, out);
                    out.endField(columns.get(i).name(), i);
                }
            }
            out.endMessage();
        }

        private static void write(Object value, RecordConsumer out) {
            switch (value) {
                case String text -> out.addBinary(Binary.fromString(text));
                case Integer number -> out.addInteger(number);
                case Long number -> out.addLong(number);
                case Boolean flag -> out.addBoolean(flag);
                case Instant time -> out.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
                case List<?> variants -> VariantList.write(variants, out);
                default -> throw new IllegalArgumentException("no value of a column: " + value);
            }
        }
    }
}
