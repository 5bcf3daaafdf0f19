package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SystemNamesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final InetAddress[] FOUND = {InetAddress.ofLiteral("1.1.1.1")};

    /// A name service that is stuck until it is released.
    private static final class Stuck implements SystemNames.Service, AutoCloseable {
        private final CountDownLatch reached;
        private final CountDownLatch released = new CountDownLatch(1);
        private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

        Stuck(int lookUps) {
            reached = new CountDownLatch(lookUps);
        }

        @Override
        public InetAddress[] lookUp(String host) {
            threads.add(Thread.currentThread());
            reached.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    released.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    // Native look-ups heed none either.
                }
            }
            return FOUND;
        }

        void release() {
            released.countDown();
        }

        @Override
        public void close() {
            release();
        }
    }

    private static List<InetAddress> answer(CompletionStage<List<InetAddress>> asked) throws Exception {
        return asked.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static FetchFault fault(CompletionStage<List<InetAddress>> asked) {
        assertThat(asked.toCompletableFuture()).isCompletedExceptionally();
        return (FetchFault) asked.toCompletableFuture().exceptionNow();
    }

    @Test
    void theSystemKnowsThisMachine() throws Exception {
        try (var names = new SystemNames(LONG)) {
            assertThat(answer(names.lookUp("localhost"))).anyMatch(InetAddress::isLoopbackAddress);
        }
    }

    @Test
    void whatDoesNotExistHasNoAddressesAndWhatFailsForNowIsTrouble() throws Exception {
        try (var names = new SystemNames(LONG, 1, 10, host -> {
            throw new UnknownHostException(
                    host.equals("passing") ? host + ": Temporary failure in name resolution" : host);
        })) {
            assertThat(answer(names.lookUp("missing"))).isEmpty();
            var passing = names.lookUp("passing").toCompletableFuture();
            assertThat(passing).failsWithin(LONG);
            assertThat(fault(passing).kind()).isEqualTo(Kind.DNS);
        }
    }

    @Test
    void aThousandNamesAtOnceAreLookedUpByAFewThreads() throws Exception {
        var together = new CountDownLatch(64);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        SystemNames.Service service = host -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            together.countDown();
            awaited(together);
            running.decrementAndGet();
            assertThat(Thread.currentThread()).matches(Thread::isDaemon).matches(thread -> !thread.isVirtual());
            return FOUND;
        };
        try (var names = new SystemNames(LONG, 64, 4096, service)) {
            var asked = IntStream.range(0, 1_000)
                    .mapToObj(i -> names.lookUp("h" + i))
                    .toList();
            for (var each : asked) {
                assertThat(answer(each)).containsExactly(FOUND);
            }
            assertThat(most).hasValue(64);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stuckLookUpsPileUpToALimitAndFurtherOnesFailAtOnce() throws Exception {
        try (var stuck = new Stuck(2);
                var names = new SystemNames(LONG, 2, 3, stuck)) {
            var waiting =
                    IntStream.range(0, 5).mapToObj(i -> names.lookUp("h" + i)).toList();
            assertThat(fault(names.lookUp("further"))).hasMessage("further: too many look-ups under way");
            assertThat(fault(names.lookUp("further")).kind()).isEqualTo(Kind.DNS);
            assertThat(waiting).noneMatch(each -> each.toCompletableFuture().isDone());
            stuck.release();
            for (var each : waiting) {
                assertThat(answer(each)).containsExactly(FOUND);
            }
            assertThat(answer(names.lookUp("further"))).containsExactly(FOUND);
            assertThat(stuck.threads.stream().distinct()).hasSize(2);
        }
    }

    @Test
    void aLookUpThatNobodyWaitsForAnyMoreIsNotMade() throws Exception {
        var made = new AtomicInteger();
        try (var names = new SystemNames(Duration.ZERO, 1, 10, host -> {
            made.incrementAndGet();
            return FOUND;
        })) {
            var asked = names.lookUp("h").toCompletableFuture();
            assertThat(asked).failsWithin(LONG);
            assertThat(fault(asked).kind()).isEqualTo(Kind.DNS);
            assertThat(made).hasValue(0);
        }
    }

    @Test
    void closedItAnswersNobodyAndItsThreadsEnd() throws Exception {
        try (var stuck = new Stuck(1)) {
            var names = new SystemNames(LONG, 1, 10, stuck);
            names.lookUp("running");
            awaited(stuck.reached);
            var waiting = names.lookUp("waiting");
            names.close();
            assertThat(fault(waiting).kind()).isEqualTo(Kind.CANCELLED);
            assertThat(fault(names.lookUp("late")).kind()).isEqualTo(Kind.CANCELLED);
            stuck.release();
            assertThat(stuck.threads.element().join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aThreadWithNothingToDoEnds() throws Exception {
        var thread = new CompletableFuture<Thread>();
        try (var names = new SystemNames(LONG, 1, 10, host -> {
            thread.complete(Thread.currentThread());
            return FOUND;
        })) {
            answer(names.lookUp("h"));
            assertThat(thread.join().join(Duration.ofSeconds(10))).isTrue();
            assertThat(answer(names.lookUp("h"))).containsExactly(FOUND);
        }
    }

    @Test
    void aBugInTheServiceIsToldAsWhatItIs() {
        try (var names = new SystemNames(LONG, 1, 10, host -> {
            throw new IllegalStateException("a bug");
        })) {
            assertThat(names.lookUp("h").toCompletableFuture())
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalStateException.class);
        }
    }
}
