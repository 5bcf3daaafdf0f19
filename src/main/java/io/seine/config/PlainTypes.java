package io.seine.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;

/// Holds settings in JSON to its types: a file may write a number or a truth as a text, JSON has them.
final class PlainTypes {
    private final List<String> problems = new ArrayList<>();

    private PlainTypes() {}

    /// @throws SettingsException naming every text in place of a number or a truth
    static void check(ConfigObject settings, ConfigObject reference, String path) {
        var types = new PlainTypes();
        types.walk(settings, reference, path);
        if (!types.problems.isEmpty()) {
            throw new SettingsException(types.problems);
        }
    }

    private void walk(ConfigObject settings, ConfigObject reference, String path) {
        for (var entry : settings.entrySet()) {
            var expected = reference.get(entry.getKey());
            var key = path + "." + ConfigUtil.joinPath(entry.getKey());
            if (entry.getValue() instanceof ConfigObject section && expected instanceof ConfigObject known) {
                walk(section, known, key);
            } else if (expected != null) {
                check(key, entry.getValue(), expected.valueType());
            }
        }
    }

    private void check(String key, ConfigValue value, ConfigValueType expected) {
        var actual = value.valueType();
        boolean scalar = expected == ConfigValueType.NUMBER || expected == ConfigValueType.BOOLEAN;
        if (scalar && actual != expected) {
            problems.add(key + ": expected " + (expected == ConfigValueType.NUMBER ? "a number" : "true or false")
                    + ", got " + Section.rendered(value));
        } else if (expected == ConfigValueType.STRING && actual == ConfigValueType.NULL) {
            problems.add(key + ": expected a value, got null");
        }
    }
}
