package io.seine.schedule;

import io.seine.config.ScheduleSettings;
import io.seine.model.Fate;
import io.seine.model.Permit;
import io.seine.model.Scheduled;
import io.seine.model.WebUrl;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/// The schedule of one run: which item goes next, and the handles by which a running job is steered.
///
/// Every method may be called on any thread, before, during and after the run.
public final class Scheduler {
    private final int lookAhead;
    private final HostLanes lanes;
    private final Queue<String> freed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
    private final AtomicReference<Throwable> sourceFailure = new AtomicReference<>();
    private final AtomicBoolean retuned = new AtomicBoolean();
    private volatile int parallelism;
    private volatile boolean paused;
    private volatile boolean cancelled;

    /// @param parallelism items in flight at once, over all hosts
    public Scheduler(ScheduleSettings settings, int parallelism) {
        this.lookAhead = settings.lookAhead();
        this.parallelism = parallelism;
        this.lanes = new HostLanes(settings.perHostParallelism(), host -> {
            freed.add(host);
            wake();
        });
    }

    /// The stage itself; it runs once. It completes, and never fails, when every item that was read has left it: a
    /// source that breaks ends the input, and [#sourceFailure] tells.
    public Flow<Fate<WebUrl>, Fate<Scheduled>, NotUsed> flow() {
        return Flow.fromGraph(new ScheduleStage(this));
    }

    /// Lets nothing more through; what is in flight goes on.
    public void pause() {
        paused = true;
    }

    /// Goes on after [#pause].
    public void resume() {
        paused = false;
        wake();
    }

    /// Reads no further, and ends what was read ahead as cancelled.
    public void cancel() {
        cancelled = true;
        wake();
    }

    /// Changes how many items may be in flight, in all and per host.
    public void retune(int allHosts, int perHost) {
        parallelism = allHosts;
        lanes.parallelism(perHost);
        retuned.set(true);
        wake();
    }

    /// A permit for a further transfer of an item that is in flight, as soon as its host has a free lane.
    public CompletionStage<Permit> acquire(WebUrl url) {
        return lanes.acquire(url.host());
    }

    /// An item has been handed on by the fetch stage: its place is free.
    public void leave() {
        inFlight.decrementAndGet();
        wake();
    }

    /// Items that have left the schedule and not yet the fetch stage.
    public int inFlight() {
        return inFlight.get();
    }

    /// Whether [#cancel] was called.
    public boolean cancelled() {
        return cancelled;
    }

    /// Why the source broke, if it did.
    public Optional<Throwable> sourceFailure() {
        return Optional.ofNullable(sourceFailure.get());
    }

    private void wake() {
        wake.get().run();
    }

    // What the stage sees.

    int lookAhead() {
        return lookAhead;
    }

    HostLanes lanes() {
        return lanes;
    }

    Queue<String> freed() {
        return freed;
    }

    /// Whether hosts may have more lanes than they had; true once per change.
    boolean takeRetuned() {
        return retuned.compareAndSet(true, false);
    }

    boolean open() {
        return !paused && inFlight.get() < parallelism;
    }

    void enter() {
        inFlight.incrementAndGet();
    }

    void onWake(Runnable callback) {
        wake.set(callback);
        callback.run(); // what was said before the stage ran
    }

    void sourceFailed(Throwable cause) {
        sourceFailure.set(cause);
    }
}
