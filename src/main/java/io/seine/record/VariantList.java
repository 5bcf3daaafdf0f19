package io.seine.record;

import io.seine.model.Variant;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// The variants of an item in a Parquet file: a list of groups, in the three levels that the format's
/// specification asks for.
final class VariantList {
    private VariantList() {}

    static Type type(String name) {
        var element = Types.optionalGroup()
                .optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named("path")
                .optional(PrimitiveTypeName.INT32)
                .named("width")
                .optional(PrimitiveTypeName.INT32)
                .named("height")
                .optional(PrimitiveTypeName.INT64)
                .named("bytes")
                .optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named("format")
                .named("element");
        return Types.optionalList().element(element).named(name);
    }

    /// Writes the value of the field that has been started.
    static void write(List<?> variants, RecordConsumer out) {
        out.startGroup();
        if (!variants.isEmpty()) {
            out.startField("list", 0);
            for (var variant : variants) {
                out.startGroup();
                out.startField("element", 0);
                write((Variant) variant, out);
                out.endField("element", 0);
                out.endGroup();
            }
            out.endField("list", 0);
        }
        out.endGroup();
    }

    private static void write(Variant variant, RecordConsumer out) {
        out.startGroup();
        field("path", 0, out, () -> out.addBinary(Binary.fromString(variant.path())));
        field("width", 1, out, () -> out.addInteger(variant.width()));
        field("height", 2, out, () -> out.addInteger(variant.height()));
        field("bytes", 3, out, () -> out.addLong(variant.bytes()));
        field("format", 4, out, () -> out.addBinary(Binary.fromString(variant.format())));
        out.endGroup();
    }

    private static void field(String name, int index, RecordConsumer out, Runnable value) {
        out.startField(name, index);
        value.run();
        out.endField(name, index);
    }
}
