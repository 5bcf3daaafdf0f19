package io.seine.save;

import io.seine.config.SaveSettings;
import io.seine.config.SaveSettings.Duplicates;
import io.seine.config.SaveSettings.Layout;
import io.seine.config.VariantSettings;
import io.seine.model.Decoded;
import io.seine.model.Decoded.Form;
import io.seine.model.Fate;
import io.seine.model.ImageFormat;
import io.seine.model.Outcome;
import io.seine.model.Shards;
import io.seine.model.Transfer;
import io.seine.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Names what becomes of an item and puts it into the output, in the layout of the job.
final class ItemStore {
    private final SaveSettings settings;
    private final Path directory;

    /// For each form.
    private final List<FileNames> names;

    private final FileStore files;
    private final VariantStore variants;

    /// Null where results go into the folder.
    private final @Nullable BucketFiles objects;

    private final SampleStore samples;

    ItemStore(SaveSettings settings, OutputFolder folder) {
        this.settings = settings;
        this.directory = folder.directory();
        names = settings.variants().isEmpty()
                ? List.of(new FileNames(settings.name()))
                : settings.variants().stream()
                        .map(variant -> new FileNames(variant.name()))
                        .toList();
        files = new FileStore(folder, settings.collision());
        variants = new VariantStore(folder, settings.collision(), files);
        objects = folder.bucket() == null
                ? null
                : new BucketFiles(folder.bucket(), settings.collision(), folder.unsettled());
        var suffixes = settings.layout() == Layout.WEBDATASET
                ? settings.variants().stream().map(VariantSettings::suffix).toList()
                : List.<String>of();
        samples = new SampleStore(files, new Shards(settings.shardSize()), settings.keys(), suffixes);
    }

    /// Saves an item. Its bodies are used up, unless this fails.
    ///
    /// @throws FileNames.UnsafeName if it cannot be named
    Outcome save(Fate.Open<Decoded> open) throws IOException, FileStore.NameTaken {
        var paths =
                switch (settings.layout()) {
                    case FILES -> files(open, null);
                    case WEBDATASET -> samples.store(open.value().forms(), open.item());
                    case NONE -> List.<String>of();
                };
        return saved(open, paths);
    }

    /// Saves an item whose content `original` has saved, as the job wants that. If somebody has removed the
    /// file the item is saved like any other.
    Outcome saveDuplicate(Fate.Open<Decoded> open, Outcome original) throws IOException, FileStore.NameTaken {
        var there = original.paths();
        if (there.size() != open.value().forms().size() || !has(there)) {
            return save(open);
        }
        var paths = settings.duplicates() == Duplicates.SKIP ? there : files(open, there);
        return saved(open, paths).asDuplicateOf(original.item().index());
    }

    private boolean has(List<String> paths) throws IOException {
        for (var path : paths) {
            boolean there = objects == null
                    ? Files.isRegularFile(directory.resolve(path), LinkOption.NOFOLLOW_LINKS)
                    : objects.has(path);
            if (!there) {
                return false;
            }
        }
        return true;
    }

    /// @param there files with the same contents; null where there are none
    private List<String> files(Fate.Open<Decoded> open, @Nullable List<String> there)
            throws IOException, FileStore.NameTaken {
        if (objects != null) {
            return objects.store(open.item().index(), parts(open));
        }
        var parts = new ArrayList<VariantStore.Part>();
        var decoded = open.value();
        for (int i = 0; i < decoded.forms().size(); i++) {
            var form = decoded.forms().get(i);
            var name = names.get(i).name(open.item(), decoded.transfer(), form.extension());
            parts.add(new VariantStore.Part(form.body(), there == null ? null : directory.resolve(there.get(i)), name));
        }
        return stored(open.item().index(), parts).stream()
                .map(path -> path.toString().replace('\\', '/'))
                .toList();
    }

    private List<BucketFiles.Part> parts(Fate.Open<Decoded> open) {
        var parts = new ArrayList<BucketFiles.Part>();
        var decoded = open.value();
        for (int i = 0; i < decoded.forms().size(); i++) {
            var form = decoded.forms().get(i);
            var name = names.get(i).name(open.item(), decoded.transfer(), form.extension());
            parts.add(new BucketFiles.Part(form.body(), name, mediaType(form, decoded.transfer())));
        }
        return parts;
    }

    private static String mediaType(Form form, Transfer transfer) {
        return Arrays.stream(ImageFormat.values())
                .filter(format -> format.extension().equals(form.extension()))
                .map(ImageFormat::mediaType)
                .findFirst()
                .orElseGet(() -> Objects.requireNonNullElse(transfer.mime(), "application/octet-stream"));
    }

    private List<Path> stored(long row, List<VariantStore.Part> parts) throws IOException, FileStore.NameTaken {
        if (!settings.variants().isEmpty()) {
            return variants.store(row, parts);
        }
        var only = parts.getFirst();
        return List.of(files.store(only.body(), only.original(), only.name()));
    }

    /// What was not used up on the way is dropped.
    private Outcome saved(Fate.Open<Decoded> open, List<String> paths) {
        var decoded = open.value();
        decoded.discard();
        if (settings.variants().isEmpty()) {
            var path = paths.isEmpty() ? null : paths.getFirst();
            return Outcome.saved(open.item(), decoded.transfer(), decoded.picture(), path, open.startedAt());
        }
        var saved = new ArrayList<Variant>();
        for (int i = 0; i < paths.size(); i++) {
            saved.add(variant(paths.get(i), decoded.forms().get(i)));
        }
        return Outcome.savedAs(open.item(), decoded.transfer(), decoded.picture(), saved, open.startedAt());
    }

    private static Variant variant(String path, Form form) {
        var picture = Objects.requireNonNull(form.picture(), "variants are made of pictures");
        var format = Arrays.stream(ImageFormat.values())
                .filter(each -> each.extension().equals(form.extension()))
                .findFirst()
                .orElseThrow();
        return new Variant(path, picture.width(), picture.height(), form.body().size(), format.word());
    }
}
