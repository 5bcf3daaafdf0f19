package io.seine.pipeline;

import io.seine.config.JobSettings;
import io.seine.config.SettingsException;
import io.seine.decode.Codecs;
import io.seine.fetch.HttpClient;
import io.seine.model.ObjectStore;
import io.seine.model.Template;
import io.seine.save.SaveStage;
import io.seine.source.ItemSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What can be told of a job before anything is fetched: whether its input can be read, and whether its templates ask
/// for values that its items have.
public final class Preflight {
    private static final Set<String> OF_EVERY_ITEM = Set.of("index", "key", "url");

    private Preflight() {}

    /// Looks at the beginning of the input, at every template, at what secures connections, and whether
    /// there is a codec for what is asked.
    ///
    /// @param store what reaches lists in buckets
    /// @throws SettingsException naming the key of the setting that cannot be used
    public static void check(JobSettings settings, ObjectStore store) {
        try {
            HttpClient.check(settings.fetch());
            Codecs.check(settings.decode(), settings.forms());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(List.of("seine.job." + e.getMessage()));
        }
        new ItemSource(settings.source(), settings.save().shardSize(), store)
                .check()
                .ifPresent(columns -> checkTemplates(settings, columns));
    }

    private static void checkTemplates(JobSettings settings, List<String> columns) {
        var fields = new LinkedHashSet<>(columns);
        for (var linked : settings.enrich()) {
            check("seine.job.enrich", linked.url(), fields, OF_EVERY_ITEM);
            fields.addAll(linked.fields().keySet());
        }
        fields.remove("url"); // it is the item's own, not a field
        check("seine.job.save.name", settings.save().name(), fields, SaveStage.NAMES);
        settings.save()
                .variants()
                .forEach(variant -> check("seine.job.save.variants", variant.name(), fields, SaveStage.NAMES));
    }

    private static void check(String key, Template template, Collection<String> fields, Set<String> builtIn) {
        var missing = new LinkedHashSet<>(template.names());
        missing.removeAll(fields);
        missing.removeAll(builtIn);
        if (!missing.isEmpty()) {
            var known = new LinkedHashSet<>(fields);
            builtIn.stream().sorted().forEach(known::add);
            throw new SettingsException(List.of(key + ": no item has {" + String.join("}, {", missing) + "}; they have "
                    + String.join(", ", known)));
        }
    }
}
