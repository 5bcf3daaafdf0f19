package io.seine.record;

import io.seine.model.Body;
import io.seine.model.Bucket;
import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// `.seine/job` in a bucket: which job its prefix belongs to, and by a number that nobody else has, which output folder
/// holds the ledger. What is there already would be taken for somebody else's by a run with another ledger.
public final class BucketMark {
    private static final String PATH = ".seine/job";
    private static final String FOLDER = "folder = ";

    private BucketMark() {}

    /// Makes sure that a prefix may be used and is not that of another folder's job; it need not be anybody's.
    ///
    /// @throws OutputException if it may not
    public static void check(Bucket bucket, Path directory) {
        try {
            bucket.store().check(bucket.prefix());
            refuseOthers(bucket, directory);
        } catch (IOException e) {
            throw cannot(e);
        }
    }

    /// Marks a prefix as that of a folder's job, once [#check] has found it to be nobody else's. The folder is the
    /// job's already.
    ///
    /// @param name the job's
    /// @throws OutputException if it is another's, or cannot be written
    public static void claim(Bucket bucket, Path directory, String name) {
        check(bucket, directory);
        try {
            var number = number(directory);
            if (Files.notExists(number)) { // before the bucket has it: else a killed process would lock itself out
                OwnFile.begin(directory.resolve(".seine"), number)
                        .finish(UUID.randomUUID().toString(), true);
            }
            if (bucket.find(PATH).isEmpty()) {
                bucket.put(PATH, Body.of(text(name, number)), "text/plain; charset=UTF-8");
            }
        } catch (IOException e) {
            throw cannot(e);
        }
    }

    private static OutputException cannot(IOException e) {
        return new OutputException(String.valueOf(e.getMessage()), e);
    }

    private static Path number(Path directory) {
        return directory.resolve(".seine").resolve("bucket");
    }

    private static byte[] text(String name, Path number) throws IOException {
        var text = "# Seine's: these results belong to this job; what is done is in the ledger of that folder.\n"
                + "name = " + Fingerprint.inLine(name) + "\n" + FOLDER + Files.readString(number) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void refuseOthers(Bucket bucket, Path directory) throws IOException {
        var found = bucket.find(PATH);
        if (found.isEmpty()) {
            return;
        }
        var mark = new String(bucket.open(PATH, found.get()).readAllBytes(), StandardCharsets.UTF_8);
        var number = number(directory);
        if (Files.notExists(number) || !mark.contains(FOLDER + Files.readString(number) + "\n")) {
            throw new OutputException(
                    bucket + ": holds the results of a job whose ledger is in another output folder ("
                            + mark.lines().skip(1).findFirst().orElse("?")
                            + "): use that, choose another prefix, or remove everything below it",
                    null);
        }
    }
}
