package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seine.model.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final int KIB = 1 << 10;

    @Test
    void whatDoesNotFitWaitsUntilSomethingIsGivenBack() throws Exception {
        var budget = new Budget(100 * KIB);
        var first = budget.take(60 * KIB);
        var taken = new CountDownLatch(1);
        var second = CompletableFuture.runAsync(() -> takeAndGiveBack(budget, taken));
        assertThat(taken.await(50, TimeUnit.MILLISECONDS)).isFalse();
        first.close();
        second.get(10, TimeUnit.SECONDS);
        budget.take(100 * KIB).close(); // all of it is there again
    }

    @Test
    void anInterruptedWaitEndsAsCancelled() throws Exception {
        var budget = new Budget(KIB);
        try (var _ = budget.take(KIB)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> budget.take(KIB))
                    .satisfies(refusal -> assertThat(refusal.failure().kind()).isEqualTo(Kind.CANCELLED));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void takeAndGiveBack(Budget budget, CountDownLatch taken) {
        try (var _ = budget.take(60 * KIB)) {
            taken.countDown();
        } catch (Refusal refusal) {
            throw new IllegalStateException(refusal);
        }
    }
}
