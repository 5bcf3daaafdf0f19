package io.seine.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Text with named holes: `{country}--{cc}`. `{{` and `}}` stand for the braces themselves.
public final class Template {
    private sealed interface Part {
        record Text(String text) implements Part {}

        record Hole(String name) implements Part {}
    }

    private final String source;
    private final List<Part> parts;

    private Template(String source, List<Part> parts) {
        this.source = source;
        this.parts = parts;
    }

    /// Reads a template.
    ///
    /// @throws IllegalArgumentException if a brace is left open or stray, naming its column
    public static Template parse(String source) {
        var parts = new ArrayList<Part>();
        var text = new StringBuilder();
        for (int at = 0; at < source.length(); at++) {
            char c = source.charAt(at);
            if ((c == '{' || c == '}') && at + 1 < source.length() && source.charAt(at + 1) == c) {
                text.append(c);
                at++;
            } else if (c == '{') {
                int end = source.indexOf('}', at);
                if (end <= at + 1 || source.lastIndexOf('{', end) > at) {
                    throw new IllegalArgumentException(quoted(source) + " opens a brace at column " + (at + 1)
                            + " and names nothing up to its end");
                }
                addText(parts, text);
                parts.add(new Part.Hole(source.substring(at + 1, end)));
                at = end;
            } else if (c == '}') {
                throw new IllegalArgumentException(
                        quoted(source) + " closes a brace at column " + (at + 1) + " that was never opened");
            } else {
                text.append(c);
            }
        }
        addText(parts, text);
        return new Template(source, List.copyOf(parts));
    }

    private static void addText(List<Part> parts, StringBuilder text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text.toString()));
            text.setLength(0);
        }
    }

    private static String quoted(String source) {
        return "\"" + Credentials.dropped(source) + "\"";
    }

    /// The names of the holes, in their order.
    public Set<String> names() {
        return parts.stream()
                .flatMap(part -> part instanceof Part.Hole(String name) ? java.util.stream.Stream.of(name) : null)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The text with every hole filled by `values`.
    ///
    /// @throws MissingValue if `values` has nothing for a hole
    public String expand(Function<String, @Nullable String> values) {
        if (parts.size() == 1) { // often a single hole
            return text(parts.getFirst(), values);
        }
        var out = new StringBuilder();
        parts.forEach(part -> out.append(text(part, values)));
        return out.toString();
    }

    private String text(Part part, Function<String, @Nullable String> values) {
        return switch (part) {
            case Part.Text(String text) -> text;
            case Part.Hole(String name) -> value(name, values);
        };
    }

    private String value(String name, Function<String, @Nullable String> values) {
        String value = values.apply(name);
        if (value == null) {
            throw new MissingValue(name, source);
        }
        return value;
    }

    @Override
    public String toString() {
        return source;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template that && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /// A hole for which the item has no value.
    public static final class MissingValue extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingValue(String name, String template) {
            super(quoted(template) + " wants {" + name + "}, which the item does not have");
        }
    }
}
