package io.seine.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The keys that `reference.conf` documents: what is not among them is a mistake.
final class KnownKeys {
    private static final String ROOT = "seine";

    /// Below this key are other libraries' keys, for them to check.
    private static final String SYSTEM = "seine.system";

    private final ConfigObject reference;
    private final TreeSet<String> keys = new TreeSet<>();

    KnownKeys(Config reference) {
        this.reference = reference.root();
        collect("", this.reference);
    }

    private void collect(String prefix, ConfigObject object) {
        for (var entry : object.entrySet()) {
            var key = prefix + entry.getKey();
            keys.add(key);
            if (entry.getValue() instanceof ConfigObject section && !key.equals(SYSTEM)) {
                collect(key + ".", section);
            }
        }
    }

    /// Notes every key of `settings` under `seine` that is not documented, and sections that are none.
    void check(Config settings, Problems problems) {
        for (var entry : settings.root().entrySet()) {
            var key = entry.getKey();
            if (!reference.containsKey(key)
                    && entry.getValue() instanceof ConfigObject section
                    && section.get("job") instanceof ConfigObject
                    && distance(key, ROOT) <= 2) {
                problems.add(section.origin(), key, "there is no such key; did you mean " + ROOT + "?");
            }
        }
        if (reference.get(ROOT) instanceof ConfigObject known) {
            checkSection(ROOT, settings.root().getOrDefault(ROOT, known), known, problems);
        }
    }

    private void check(String path, ConfigObject ours, ConfigObject known, Problems problems) {
        if (!ours.keySet().containsAll(known.keySet())) { // a value in place of a section hides the defaults below it
            problems.add(ours.origin(), path, "expected a section in braces, and got a value for it, too");
        }
        for (var entry : ours.entrySet()) {
            var key = path + "." + ConfigUtil.joinPath(entry.getKey());
            var expected = known.get(entry.getKey());
            if (expected == null) {
                problems.add(entry.getValue().origin(), key, "there is no such key" + nearest(key));
            } else if (expected instanceof ConfigObject section) {
                checkSection(key, entry.getValue(), section, problems);
            }
        }
    }

    private void checkSection(String key, ConfigValue value, ConfigObject section, Problems problems) {
        if (!(value instanceof ConfigObject object)) {
            problems.add(value.origin(), key, "expected a section in braces, got a value");
        } else if (!section.isEmpty() && !key.equals(SYSTEM)) { // an empty section takes names of the user's own
            check(key, object, section, problems);
        }
    }

    private String nearest(String key) {
        return suggestion(keys.stream().toList(), key);
    }

    /// A hint at the variable of the section `prefix` that was probably meant.
    String nearestVariable(String variable, String prefix) {
        return suggestion(
                keys.stream()
                        .map(Problems::variable)
                        .filter(each -> each.startsWith(prefix))
                        .toList(),
                variable);
    }

    /// Whether `key` names a setting or a section.
    boolean has(String key) {
        return keys.contains(key);
    }

    /// The key that an environment variable names.
    Optional<String> ofVariable(String variable) {
        return keys.stream()
                .filter(key -> Problems.variable(key).equals(variable))
                .findFirst();
    }

    private static String suggestion(List<String> known, String wrong) {
        return known.stream()
                .min(Comparator.comparingInt(key -> distance(key, wrong)))
                .filter(key -> distance(key, wrong) <= Math.max(3, wrong.length() / 4))
                .map(key -> "; did you mean " + key + "?")
                .orElse("");
    }

    /// Levenshtein's distance: single characters to insert, delete or replace.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
