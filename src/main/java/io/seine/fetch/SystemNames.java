package io.seine.fetch;

import io.seine.model.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The system's name service. Its look-ups block and heed no interrupt, so each takes a thread of the platform, of
/// which there are few: a native call would pin the carrier of a virtual one. They are started on demand and end when
/// they have been idle.
///
/// Underneath, the JVM keeps answers for 30 s and failures, even passing ones, for 10 s, unless its security properties
/// `networkaddress.cache.ttl` and `networkaddress.cache.negative.ttl` say otherwise.
final class SystemNames implements Names {
    private static final int THREADS = 64;
    private static final int MOST_WAITING = 4096;
    private static final Duration KEPT_IDLE = Duration.ofSeconds(5);

    private final Duration patience;
    private final Service service;
    private final ThreadPoolExecutor threads;

    /// A name service that blocks.
    interface Service {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /// @param patience how long a look-up may wait for its turn
    SystemNames(Duration patience) {
        this(patience, THREADS, MOST_WAITING, InetAddress::getAllByName);
    }

    /// @param threads look-ups at once
    /// @param mostWaiting look-ups that may wait; further ones fail at once
    SystemNames(Duration patience, int threads, int mostWaiting, Service service) {
        this.patience = patience;
        this.service = service;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                KEPT_IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                Thread.ofPlatform().daemon().name("seine-dns-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<List<InetAddress>> lookUp(String host) {
        var lookUp = new LookUp(host, System.nanoTime(), new CompletableFuture<>());
        try {
            threads.execute(lookUp);
        } catch (RejectedExecutionException e) {
            lookUp.fail(
                    threads.isShutdown() ? Kind.CANCELLED : Kind.DNS,
                    threads.isShutdown() ? "the client was closed" : "too many look-ups under way");
        }
        return lookUp.answer;
    }

    @Override
    public void close() {
        threads.shutdownNow().forEach(waiting -> ((LookUp) waiting).fail(Kind.CANCELLED, "the client was closed"));
    }

    private final class LookUp implements Runnable {
        private final String host;
        private final long askedAt;
        private final CompletableFuture<List<InetAddress>> answer;

        LookUp(String host, long askedAt, CompletableFuture<List<InetAddress>> answer) {
            this.host = host;
            this.askedAt = askedAt;
            this.answer = answer;
        }

        @Override
        public void run() {
            if (System.nanoTime() - askedAt > patience.toNanos()) {
                fail(Kind.DNS, "no turn to look it up within " + patience.toMillis() + " ms"); // nobody waits any more
                return;
            }
            try {
                answer.complete(List.of(service.lookUp(host)));
            } catch (UnknownHostException e) {
                if (String.valueOf(e.getMessage()).contains("Temporary failure")) {
                    fail(Kind.DNS, "the name service fails for the moment");
                } else {
                    answer.complete(List.of());
                }
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }

        void fail(Kind kind, String message) {
            answer.completeExceptionally(new FetchFault(kind, host + ": " + message));
        }
    }
}
