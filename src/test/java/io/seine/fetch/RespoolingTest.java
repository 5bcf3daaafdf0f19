package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Body;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.Fetched;
import io.seine.model.Fetching;
import io.seine.model.HostDown;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Permit;
import io.seine.model.Stage;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RespoolingTest {
    private static final WebUrl URL = WebUrl.parse("http://h/a");
    private static final Path OUT = Path.of("out");
    private static final FetchResult ARRIVED = new FetchResult.Arrived(
            new Fetched(new Transfer(1, 200, "http://h/a", null, 1, "ab"), Body.of(new byte[1])));
    private static final FetchResult NO_ROOM = lost(Kind.STORAGE, "no space left on device");

    private final Queue<FetchResult> results = new ArrayDeque<>();
    private final List<StorageTrouble> troubles = new ArrayList<>();
    private final AtomicInteger permitsOut = new AtomicInteger();

    private static FetchResult lost(Kind kind, String message) {
        return new FetchResult.Lost(new Failure(Stage.FETCH, kind, message), new Transfer(1, 200, null, null, 0, null));
    }

    private Permit permit() {
        permitsOut.incrementAndGet();
        var released = new AtomicInteger();
        return verdict -> {
            if (released.incrementAndGet() == 1) {
                permitsOut.decrementAndGet();
            }
        };
    }

    private FetchResult fetched(Function<WebUrl, CompletionStage<Permit>> admission, Storekeeper storekeeper) {
        Fetching fetching = (item, url, permit) -> CompletableFuture.completedFuture(results.remove());
        return new Respooling(fetching, admission, OUT, (trouble, begun) -> {
                    troubles.add(trouble);
                    return storekeeper.retry(trouble, begun);
                })
                .fetch(Item.of(0, "http://h/a"), URL, permit())
                .toCompletableFuture()
                .join();
    }

    private FetchResult fetched(Storekeeper storekeeper) {
        return fetched(url -> CompletableFuture.completedFuture(permit()), storekeeper);
    }

    private static CompletionStage<Boolean> again(StorageTrouble trouble, long begun) {
        return CompletableFuture.completedFuture(true);
    }

    private static Kind kind(FetchResult result) {
        return ((FetchResult.Lost) result).failure().kind();
    }

    @Test
    void whatCouldNotBeSpooledIsFetchedUntilItCan() {
        results.addAll(List.of(NO_ROOM, NO_ROOM, ARRIVED));
        assertThat(fetched(RespoolingTest::again)).isEqualTo(ARRIVED);
        assertThat(troubles).hasSize(2).containsOnly(new StorageTrouble(OUT, "no space left on device"));
        assertThat(permitsOut).hasValue(0);
    }

    @Test
    void anyOtherFailureIsPassedOn() {
        var failed = lost(Kind.TRUNCATED, "cut");
        results.add(failed);
        assertThat(fetched(RespoolingTest::again)).isEqualTo(failed);
        assertThat(troubles).isEmpty();
    }

    @Test
    void whereNobodySeesToItItStaysAsItIs() {
        results.add(NO_ROOM);
        assertThat(fetched(Storekeeper.NONE)).isEqualTo(NO_ROOM);
        assertThat(permitsOut).hasValue(0);
    }

    @Test
    void whoIsNotLetInAgainEndsForThatReason() {
        results.addAll(List.of(NO_ROOM, NO_ROOM));
        assertThat(kind(fetched(
                        url -> CompletableFuture.failedFuture(new HostDown("h", "refused")), RespoolingTest::again)))
                .isEqualTo(Kind.HOST_DOWN);
        assertThat(kind(fetched(
                        url -> CompletableFuture.failedFuture(new CancellationException("the job was cancelled")),
                        RespoolingTest::again)))
                .isEqualTo(Kind.CANCELLED);
    }
}
