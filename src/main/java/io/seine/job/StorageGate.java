package io.seine.job;

import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.jspecify.annotations.Nullable;

/// Where the stages of a job wait that cannot write to its output, and where the room that is left for it is watched.
/// May be used on any thread.
final class StorageGate implements Storekeeper {
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);

    private final Consumer<StorageTrouble> onTrouble;
    /// What those wait for who are at the gate; null while nobody is.
    private @Nullable CompletableFuture<Boolean> waiting;

    /// When it was opened last, or built.
    private long opened = System.nanoTime();

    private @Nullable Cancellable watch;
    private boolean closed;

    /// @param onTrouble told of the first trouble, and of the first after each [#open]
    StorageGate(Consumer<StorageTrouble> onTrouble) {
        this.onTrouble = onTrouble;
    }

    @Override
    public CompletionStage<Boolean> retry(StorageTrouble trouble, long begun) {
        CompletableFuture<Boolean> answer;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(false);
            } else if (begun - opened < 0) {
                return CompletableFuture.completedFuture(true);
            } else if (waiting != null) {
                return waiting;
            }
            answer = new CompletableFuture<>();
            waiting = answer;
        }
        onTrouble.accept(trouble);
        return answer;
    }

    /// Looks for a shortage of room from now on.
    ///
    /// @param blocking where that is done
    synchronized void watch(Supplier<Optional<StorageTrouble>> shortage, ActorSystem<?> system, Executor blocking) {
        watch = system.classicSystem()
                .scheduler()
                .scheduleWithFixedDelay(
                        LOOKS_EVERY, LOOKS_EVERY, () -> look(shortage), ExecutionContexts.fromExecutor(blocking));
    }

    private void look(Supplier<Optional<StorageTrouble>> shortage) {
        long begun = System.nanoTime();
        shortage.get().ifPresent(trouble -> retry(trouble, begun));
    }

    /// Whether somebody waits here. Who hears of trouble later than it was seen to finds nobody.
    synchronized boolean shut() {
        return waiting != null;
    }

    /// Lets everybody try again.
    void open() {
        synchronized (this) {
            opened = System.nanoTime();
        }
        answer(true);
    }

    /// Lets everybody give up, now and from now on, and looks for nothing more.
    void close() {
        synchronized (this) {
            closed = true;
            if (watch != null) {
                watch.cancel();
            }
        }
        answer(false);
    }

    private void answer(boolean again) {
        CompletableFuture<Boolean> answer;
        synchronized (this) {
            answer = waiting;
            waiting = null;
        }
        if (answer != null) {
            answer.complete(again);
        }
    }
}
