package io.seine.decode;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs at most a number of tasks at once on an executor that others use, too; the others wait in line.
final class LimitedExecutor implements Executor {
    private final Executor executor;
    private final int most;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /// @param most tasks at once, at least 1
    LimitedExecutor(Executor executor, int most) {
        this.executor = executor;
        this.most = most;
    }

    /// @throws RejectedExecutionException if the executor refuses the task
    @Override
    public void execute(Runnable task) {
        if (begins(task)) {
            try {
                start(task);
            } catch (RejectedExecutionException e) {
                next();
                throw e;
            }
        }
    }

    private synchronized boolean begins(Runnable task) {
        if (running < most) {
            running++;
            return true;
        }
        waiting.add(task);
        return false;
    }

    private synchronized @Nullable Runnable ended() {
        var next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    private void start(Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                next();
            }
        });
    }

    /// Each task is a turn of its own, so that nobody else on the executor waits for more than one.
    private void next() {
        var task = ended();
        if (task != null) {
            try {
                start(task);
            } catch (RejectedExecutionException e) { // it was taken on, and must be run
                task.run();
                next();
            }
        }
    }
}
