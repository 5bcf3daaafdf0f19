package io.seine.schedule;

import io.seine.model.Verdict;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// What other threads want of the stage, and the bell that tells it so: it rings once for everything that comes before
/// the stage looks.
final class Mailbox {

    sealed interface Letter {
        /// A further transfer wants its turn, `after` this long.
        record Ask(String host, Waiting.Further further, Duration after) implements Letter {}

        /// Nobody waits for that turn any more.
        record Withdraw(String host, Waiting.Further further) implements Letter {}

        /// A transfer has ended.
        record Release(Lane<Waiting> lane, Verdict verdict, long at) implements Letter {}

        /// A host is to be asked less often.
        record Pace(String host, Duration interval) implements Letter {}

        /// Every host is to be asked more or less often.
        record Repace(Duration interval) implements Letter {}
    }

    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean rung = new AtomicBoolean();
    private final Consumer<Letter> returned;
    private volatile Runnable bell = () -> {};
    private volatile boolean closed;

    /// @param returned takes what comes when nobody reads any more
    Mailbox(Consumer<Letter> returned) {
        this.returned = returned;
    }

    void send(Letter letter) {
        letters.add(letter);
        if (closed) {
            read(returned);
        } else {
            ring();
        }
    }

    void ring() {
        if (rung.compareAndSet(false, true)) {
            bell.run();
        }
    }

    /// Begins to read; what was sent before rings at once.
    void open(Runnable onRing) {
        bell = onRing;
        onRing.run();
    }

    /// Hands over everything there is. Whatever comes from now on rings again.
    void read(Consumer<Letter> reader) {
        rung.set(false);
        for (var letter = letters.poll(); letter != null; letter = letters.poll()) {
            reader.accept(letter);
        }
    }

    void close() {
        closed = true;
        read(returned);
    }
}
