package io.seine.source;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/// The rows of an Apache Parquet file, of which a group at a time is in memory, and only the columns that are wanted.
///
/// Values are written out as Parquet's own tools do: dates and times by ISO 8601, decimals as such. A row's line is its
/// number, from 1.
final class ParquetRows implements Rows {
    private final List<PrimitiveType> types;
    private final ParquetReader<Group> groups;
    private long number;

    /// @param wanted the columns that are needed; null for all
    /// @throws IOException if the file cannot be read, or is no Parquet
    ParquetRows(InputFile file, @Nullable Set<String> wanted) throws IOException {
        var schema = schema(file);
        types = schema.getFields().stream()
                .filter(Type::isPrimitive)
                .filter(type -> !type.isRepetition(Repetition.REPEATED))
                .filter(type -> wanted == null || wanted.contains(type.getName()))
                .map(Type::asPrimitiveType)
                .toList();
        groups = new GroupReader(file, new MessageType(schema.getName(), List.copyOf(types))).build();
    }

    /// How many rows a file has.
    static long count(InputFile file) throws IOException {
        try (var reader = opened(file)) {
            return reader.getRecordCount();
        }
    }

    private static MessageType schema(InputFile file) throws IOException {
        try (var reader = opened(file)) {
            return reader.getFileMetaData().getSchema();
        }
    }

    private static ParquetFileReader opened(InputFile file) throws IOException {
        try {
            return ParquetFileReader.open(file);
        } catch (RuntimeException e) { // how it tells what is no Parquet
            throw new IOException("is no Parquet file: " + e.getMessage(), e);
        }
    }

    /// A reader of records as they come, with only the columns of a schema.
    private static final class GroupReader extends ParquetReader.Builder<Group> {
        GroupReader(InputFile file, MessageType schema) {
            super(file, projecting(schema));
        }

        private static ParquetConfiguration projecting(MessageType schema) {
            var configuration = new PlainParquetConfiguration();
            configuration.set(ReadSupport.PARQUET_READ_SCHEMA, schema.toString());
            return configuration;
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    @Override
    public List<String> columns() {
        return types.stream().map(Type::getName).toList();
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            var group = groups.read();
            return group == null ? null : new Row.Columns(++number, values(group));
        } catch (ParquetRuntimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("row " + (number + 1) + " is damaged: " + e.getMessage(), e);
        }
    }

    private Map<String, String> values(Group group) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < types.size(); at++) {
            if (group.getFieldRepetitionCount(at) > 0) { // otherwise it is null
                values.put(types.get(at).getName(), text(group, at, types.get(at)));
            }
        }
        return values;
    }

    private static String text(Group group, int at, PrimitiveType type) {
        var words = type.stringifier();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> words.stringify(group.getBoolean(at, 0));
            case INT32 -> words.stringify(group.getInteger(at, 0));
            case INT64 -> words.stringify(group.getLong(at, 0));
            case INT96 -> words.stringify(group.getInt96(at, 0));
            case FLOAT -> words.stringify(group.getFloat(at, 0));
            case DOUBLE -> words.stringify(group.getDouble(at, 0));
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                type.getLogicalTypeAnnotation() == null
                        ? group.getBinary(at, 0).toStringUsingUTF8() // older writers don't say that it is text
                        : words.stringify(group.getBinary(at, 0));
        };
    }

    @Override
    public void close() throws IOException {
        groups.close();
    }
}
