package io.seine.s3;

import io.seine.model.S3Address;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Calls to a server, so many at once, that are waited for: until they are answered, take too long, or all are
/// given up.
final class Calls {
    private final Semaphore places;
    private final CompletableFuture<Object> givenUp;

    private Calls(Semaphore places, CompletableFuture<Object> givenUp) {
        this.places = places;
        this.givenUp = givenUp;
    }

    static Calls atOnce(int places) {
        return new Calls(new Semaphore(places), new CompletableFuture<>());
    }

    /// Others that are given up together with these.
    Calls beside(int others) {
        return new Calls(new Semaphore(others), givenUp);
    }

    /// Ends the waiting of all, now and from now on; what they have asked for may still happen.
    void giveUp() {
        givenUp.completeExceptionally(new CancellationException());
    }

    /// The answer to a call.
    ///
    /// @param address what it is about, for messages
    /// @param patience how long it is waited for
    /// @throws IOException saying what is wrong with the address
    <T> T answer(S3Address address, Duration patience, Supplier<CompletionStage<T>> call) throws IOException {
        try {
            places.acquire();
            try {
                var answer = called(call);
                CompletableFuture.anyOf(answer, givenUp).get(patience.toMillis(), TimeUnit.MILLISECONDS);
                return answer.join();
            } finally {
                places.release();
            }
        } catch (ExecutionException e) {
            throw failed(address, e);
        } catch (TimeoutException e) {
            throw new IOException(address + ": no answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(address + ": interrupted");
        }
    }

    private <T> CompletableFuture<T> called(Supplier<CompletionStage<T>> call) {
        if (givenUp.isDone()) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        try {
            return call.get().toCompletableFuture();
        } catch (RuntimeException e) { // no credentials, for one
            return CompletableFuture.failedFuture(e);
        }
    }

    private static IOException failed(S3Address address, ExecutionException e) {
        return new IOException(address + ": " + Trouble.words(e), e);
    }
}
