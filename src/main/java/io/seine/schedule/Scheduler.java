package io.seine.schedule;

import io.seine.config.FetchSettings;
import io.seine.config.ScheduleSettings;
import io.seine.model.Admission;
import io.seine.model.Fate;
import io.seine.model.JobStatus;
import io.seine.model.Permit;
import io.seine.model.Scheduled;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import io.seine.schedule.Mailbox.Letter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.jspecify.annotations.Nullable;

/// The schedule of one run: which item goes next, and the handles by which a running job is steered.
///
/// Every method may be called on any thread, before, during and after the run.
public final class Scheduler implements Admission {
    private final ScheduleSettings settings;
    private final int room;
    private final LongSupplier clock;
    private final long origin;
    private final Mailbox mailbox = new Mailbox(this::refuse);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicReference<Throwable> sourceFailure = new AtomicReference<>();
    private final TransferLimit.Share share;
    private volatile int parallelism;
    private volatile int perHost;
    private volatile boolean begun;
    private volatile boolean paused;
    private volatile boolean cancelled;

    /// A schedule that shares with nobody.
    ///
    /// @param parallelism items in flight at once, over all hosts
    public Scheduler(ScheduleSettings settings, int parallelism) {
        this(settings, parallelism, TransferLimit.none());
    }

    /// @param limit what it shares with other schedules while it runs
    public Scheduler(ScheduleSettings settings, int parallelism, TransferLimit limit) {
        this(settings, parallelism, limit, System::nanoTime);
    }

    /// @param clock nanoseconds
    Scheduler(ScheduleSettings settings, int parallelism, LongSupplier clock) {
        this(settings, parallelism, TransferLimit.none(), clock);
    }

    private Scheduler(ScheduleSettings settings, int parallelism, TransferLimit limit, LongSupplier clock) {
        this.share = limit.join(0, mailbox::ring);
        this.clock = clock;
        this.origin = clock.getAsLong();
        this.settings = settings;
        this.room = Math.max(FetchSettings.MOST_PARALLEL, parallelism); // for a retune
        this.parallelism = parallelism;
        this.perHost = settings.perHost().parallelism();
    }

    /// The stage itself; it runs once. It completes, and never fails, when every item that was read has left it and the
    /// fetch stage: a source that breaks ends the input, and [#sourceFailure] tells.
    public Flow<Fate<WebUrl>, Fate<Scheduled>, NotUsed> flow() {
        return Flow.fromGraph(new ScheduleStage(this));
    }

    /// Lets nothing more through; what is in flight goes on. Who wants a further transfer waits, too.
    public void pause() {
        paused = true;
        want();
    }

    /// Goes on after [#pause].
    public void resume() {
        paused = false;
        want();
        mailbox.ring();
    }

    /// Who is not at work leaves its share to others.
    private void want() {
        share.want(begun && !paused ? parallelism : 0);
    }

    /// Reads no further, and ends what waits as cancelled.
    public void cancel() {
        cancelled = true;
        mailbox.ring();
    }

    /// Changes how many items may be in flight: in all, up to [FetchSettings#MOST_PARALLEL], and per host.
    public void retune(int allHosts, int ofOne) {
        parallelism = Math.min(allHosts, room);
        perHost = ofOne;
        want();
        mailbox.ring();
    }

    /// Leaves what it has of the limit that it shares to others. To be called when nothing of the run is left.
    public void close() {
        share.leave();
    }

    /// Changes the shortest time from one start to the next with every host.
    public void pace(Duration interval) {
        mailbox.send(new Letter.Repace(interval));
    }

    /// How many items may be in flight.
    public JobStatus.Places places() {
        return new JobStatus.Places(parallelism, perHost);
    }

    @Override
    public CompletionStage<Permit> acquire(WebUrl url) {
        return ask(url.host(), false, Duration.ZERO);
    }

    @Override
    public CompletionStage<Permit> readmit(Permit last, WebUrl url, Duration after) {
        boolean aside = !(last instanceof Right right) || !right.linked;
        return ask(url.host(), aside, after);
    }

    private CompletionStage<Permit> ask(String host, boolean aside, Duration after) {
        var permit = new CompletableFuture<Permit>();
        var further = new Waiting.Further(permit, aside);
        CompletionStage<Permit> answer = permit;
        answer.whenComplete((given, refused) -> onAnswer(host, further, refused));
        var letter = new Letter.Ask(host, further, after);
        if (aside || after.isZero()) {
            mailbox.send(letter);
        } else { // the turns have no time for those that keep their places
            CompletableFuture.delayedExecutor(after.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> mailbox.send(letter));
        }
        return answer;
    }

    private void onAnswer(String host, Waiting.Further further, @Nullable Throwable refused) {
        if (further.aside()) {
            inFlight.incrementAndGet(); // with a place or without, it counts until it leaves
            if (refused != null) {
                share.pass();
            }
        }
        if (refused instanceof CancellationException) {
            mailbox.send(new Letter.Withdraw(host, further));
        }
    }

    @Override
    public void pace(String host, Duration delay) {
        mailbox.send(new Letter.Pace(host, delay));
    }

    /// An item has been handed on by the fetch stage: its place is free.
    public void leave() {
        inFlight.decrementAndGet();
        share.release();
        mailbox.ring();
    }

    /// Items that have a place: they have left the schedule, have not stepped aside, and not yet left the fetch stage.
    public int inFlight() {
        return inFlight.get();
    }

    /// The most items that can ever have left the schedule and not yet the fetch stage, with those that have stepped
    /// aside.
    public int mostInside() {
        return settings.lookAhead() + room;
    }

    /// Whether [#cancel] was called.
    public boolean cancelled() {
        return cancelled;
    }

    /// Why the source broke, if it did.
    public Optional<Throwable> sourceFailure() {
        return Optional.ofNullable(sourceFailure.get());
    }

    // What the stage sees.

    ScheduleSettings settings() {
        return settings;
    }

    int lookAhead() {
        return settings.lookAhead();
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /// Nanoseconds since this schedule was made.
    long now() {
        return clock.getAsLong() - origin;
    }

    int perHost() {
        return perHost;
    }

    @Override
    public boolean paused() {
        return paused;
    }

    void waiting(int entries) {
        share.length(entries);
    }

    void begin() {
        begun = true;
        want();
    }

    /// Takes a place, if there is one, for a transfer that is to start; who finds none to start returns it.
    boolean takePlace() {
        return inFlight.get() < parallelism && share.take();
    }

    void returnPlace() {
        share.release();
    }

    /// Into the place that was taken.
    void enter() {
        inFlight.incrementAndGet();
    }

    /// With nothing to start, so without a place.
    void pass() {
        share.pass();
        inFlight.incrementAndGet();
    }

    /// What was asked for is in line now. Until then the item counts as in flight, so that the stage does not end.
    void stepAside(Waiting.Further further) {
        if (further.aside()) {
            inFlight.decrementAndGet();
            share.release();
        }
    }

    /// The right to the transfer of `lane`.
    ///
    /// @param linked whether it is for a linked document
    Permit permit(Lane<Waiting> lane, boolean linked) {
        return new Right(lane, linked);
    }

    private final class Right implements Permit {
        private final Lane<Waiting> lane;
        private final boolean linked;
        private final AtomicBoolean released = new AtomicBoolean();

        Right(Lane<Waiting> lane, boolean linked) {
            this.lane = lane;
            this.linked = linked;
        }

        @Override
        public void release(Verdict verdict) {
            if (released.compareAndSet(false, true)) {
                mailbox.send(new Letter.Release(lane, verdict, now()));
            }
        }
    }

    void sourceFailed(Throwable cause) {
        sourceFailure.set(cause);
    }

    /// Answers what came after the end.
    private void refuse(Letter letter) {
        if (letter instanceof Letter.Ask(var _, var further, var _)) {
            stepAside(further);
            further.permit().completeExceptionally(new CancellationException("the job has ended"));
        }
    }
}
