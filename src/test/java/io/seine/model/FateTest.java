package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

class FateTest {
    private static final Item ITEM = Item.of(3, "http://h/a");
    private static final Fate.Open<String> OPEN = new Fate.Open<>(ITEM, Instant.EPOCH, "before");

    @Test
    void anOpenItemGoesThroughTheStage() {
        assertThat(end(OPEN, open -> CompletableFuture.completedFuture(open.with(open.value() + " after"))))
                .isEqualTo(new Fate.Open<>(ITEM, OPEN.startedAt(), "before after"));
    }

    @Test
    void anEndedItemGoesPastTheStage() {
        var ended = new Fate.Ended<String>(Outcome.ended(ITEM, new Failure(Stage.FETCH, Kind.DNS, "no such host")));
        assertThat(end(ended, open -> CompletableFuture.failedFuture(new AssertionError("not to be called"))))
                .isEqualTo(ended);
    }

    @Test
    void aStageThatThrowsEndsTheItem() {
        ended(end(OPEN, open -> {
                    throw new IllegalStateException("a bug");
                }))
                .returns("java.lang.IllegalStateException: a bug", failure -> failure.message());
    }

    @Test
    void aStageThatFailsEndsTheItemByTheCauseItself() {
        ended(end(OPEN, open -> CompletableFuture.failedFuture(new CompletionException(new IOException("disk")))))
                .returns("java.io.IOException: disk", failure -> failure.message());
        ended(end(
                        OPEN,
                        open -> CompletableFuture.supplyAsync(() -> {
                            throw new StackOverflowError();
                        })))
                .returns("java.lang.StackOverflowError", failure -> failure.message());
    }

    @Test
    @SuppressWarnings("NullAway") // what a stage with a bug may do
    void aStageThatReturnsNothingEndsTheItem() {
        ended(end(OPEN, open -> null)).returns(Kind.INTERNAL, failure -> failure.kind());
    }

    private static ObjectAssert<Failure> ended(Fate<String> fate) {
        Outcome outcome = fate instanceof Fate.Ended<String>(Outcome end) ? end : fail("still open: " + fate);
        assertThat(outcome.item()).isEqualTo(ITEM);
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.startedAt()).isEqualTo(OPEN.startedAt());
        return assertThat(outcome.failure()).asInstanceOf(type(Failure.class));
    }

    private static Fate<String> end(
            Fate<String> fate, Function<Fate.Open<String>, CompletionStage<Fate<String>>> stage) {
        return fate.then(stage, bug -> Failure.internal(Stage.DECODE, bug))
                .toCompletableFuture()
                .join();
    }
}
