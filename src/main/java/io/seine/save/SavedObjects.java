package io.seine.save;

import io.seine.model.Bucket;
import io.seine.model.OutputException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The objects in a bucket that a ledger names: removes these, below the prefix, many at once.
public final class SavedObjects implements AutoCloseable {
    private static final int AT_ONCE = 64;
    private static final Set<String> OWN = Set.of(".seine", "ledger.jsonl", "summary.json");

    private final Bucket bucket;
    private final ExecutorService removing = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    /// @param bucket where they are
    public SavedObjects(Bucket bucket) {
        this.bucket = bucket;
    }

    /// Begins to remove the object of a path, if there is one; a path that no file of a job's has is passed over.
    ///
    /// @throws OutputException if an earlier one cannot be removed
    public void remove(String path) {
        var names = List.of(path.split("/", -1));
        if (names.stream().noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."))
                && !OWN.contains(names.getFirst())) {
            begin(path);
        }
    }

    private void begin(String path) {
        check();
        places.acquireUninterruptibly();
        removing.execute(() -> {
            try {
                bucket.remove(path);
            } catch (IOException e) {
                failure.set(e);
            } finally {
                places.release();
            }
        });
    }

    /// Removes Seine's own objects, the mark of the job last, when all others are gone.
    ///
    /// @param names of those beside the mark
    /// @throws OutputException if one cannot be removed, or one of the others could not
    public void removeOwn(List<String> names) {
        await();
        names.forEach(this::begin);
        await();
        begin(".seine/job");
        await();
    }

    private void await() {
        places.acquireUninterruptibly(AT_ONCE);
        places.release(AT_ONCE);
        check();
    }

    private void check() {
        var trouble = failure.get();
        if (trouble != null) {
            throw new OutputException(trouble.getMessage() + ": cannot be removed", trouble);
        }
    }

    /// Waits for what was begun.
    ///
    /// @throws OutputException if one cannot be removed
    @Override
    public void close() {
        removing.close();
        check();
    }
}
