package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Admission;
import io.seine.model.Permit;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A schedule that lets fetchers in when the test says so, or at once, and counts the permits that are out.
final class ScriptedAdmission implements Admission {
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final List<Verdict> verdicts = new CopyOnWriteArrayList<>();
    private final AtomicInteger out = new AtomicInteger();
    private final boolean open;
    private volatile boolean paused;

    private ScriptedAdmission(boolean open) {
        this.open = open;
    }

    /// Lets everybody in who has waited as long as they said.
    static ScriptedAdmission open() {
        return new ScriptedAdmission(true);
    }

    /// Lets nobody in but whom the test does.
    static ScriptedAdmission closed() {
        return new ScriptedAdmission(false);
    }

    /// A fetcher that stands in line.
    record Asked(String url, Duration after, CompletableFuture<Permit> permit) {}

    /// The next fetcher that got in line.
    Asked next() throws InterruptedException {
        return Objects.requireNonNull(asked.poll(3, TimeUnit.SECONDS), "nobody got in line");
    }

    /// Lets the next one in.
    Asked letIn() throws InterruptedException {
        var next = next();
        next.permit().complete(permit());
        return next;
    }

    /// A permit that counts as out until it is released for the first time.
    Permit permit() {
        out.incrementAndGet();
        var released = new AtomicBoolean();
        return verdict -> {
            if (released.compareAndSet(false, true)) {
                verdicts.add(verdict);
                out.decrementAndGet();
            }
        };
    }

    /// The verdicts so far, in the order in which they came.
    List<Verdict> verdicts() {
        return verdicts;
    }

    /// Checks that nobody is in line whom the test has not let in, and that every permit was given back.
    void expectNothingLeft() {
        assertThat(asked).isEmpty();
        assertThat(out).as("permits out").hasValue(0);
    }

    @Override
    public CompletionStage<Permit> acquire(WebUrl url) {
        throw new AssertionError("a fetcher has no place to keep");
    }

    @Override
    public CompletionStage<Permit> readmit(Permit last, WebUrl url, Duration after) {
        var permit = new CompletableFuture<Permit>();
        if (open) {
            permit.completeOnTimeout(permit(), after.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            asked.add(new Asked(url.toString(), after, permit));
        }
        return permit;
    }

    /// Pauses, or goes on: who has a permit and has not used it gets in line again.
    void pause(boolean now) {
        paused = now;
    }

    @Override
    public boolean paused() {
        return paused;
    }

    @Override
    public void pace(String host, Duration delay) {
        throw new AssertionError("a fetcher sets no pace");
    }
}
