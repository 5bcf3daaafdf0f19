package io.seine.pipeline;

import io.seine.model.Fetching;
import io.seine.model.Stage;
import io.seine.model.Telemetry;
import java.util.concurrent.Executor;

/// What tells how long its work takes.
final class Measured {
    private Measured() {}

    static Fetching fetching(Fetching fetching, Telemetry telemetry) {
        if (telemetry.equals(Telemetry.NONE)) {
            return fetching;
        }
        return (item, url, permit) -> {
            long begin = System.nanoTime();
            return fetching.fetch(item, url, permit)
                    .whenComplete((result, bug) -> telemetry.fetched(url.host(), System.nanoTime() - begin));
        };
    }

    static Executor executor(Executor executor, Stage stage, Telemetry telemetry) {
        return telemetry.equals(Telemetry.NONE)
                ? executor
                : task -> executor.execute(() -> run(task, stage, telemetry));
    }

    private static void run(Runnable task, Stage stage, Telemetry telemetry) {
        long begin = System.nanoTime();
        try {
            task.run();
        } finally {
            telemetry.worked(stage, System.nanoTime() - begin);
        }
    }
}
