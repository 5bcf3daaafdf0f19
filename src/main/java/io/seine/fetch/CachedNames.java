package io.seine.fetch;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Asks another name service once for whoever asks meanwhile, and keeps its answers for a while.
final class CachedNames implements Names {
    static final int MOST = 50_000;
    static final Duration KEPT = Duration.ofSeconds(60);
    static final Duration NONE_KEPT = Duration.ofSeconds(10);

    private final Names names;
    private final AsyncCache<String, Answer> answers;

    /// An answer, or the trouble in the way of one.
    private record Answer(
            List<InetAddress> addresses, @Nullable Throwable trouble) {
        /// Trouble may pass, so the next to ask has it tried again.
        Duration kept() {
            return trouble != null ? Duration.ZERO : addresses.isEmpty() ? NONE_KEPT : KEPT;
        }

        CompletionStage<List<InetAddress>> told() {
            return trouble == null
                    ? CompletableFuture.completedFuture(addresses)
                    : CompletableFuture.failedFuture(trouble);
        }
    }

    /// @param names asked for what is not known; closed with this
    CachedNames(Names names) {
        this(names, Ticker.systemTicker());
    }

    CachedNames(Names names, Ticker ticker) {
        this.names = names;
        this.answers = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfter(Expiry.<String, Answer>creating((host, answer) -> answer.kept()))
                .ticker(ticker)
                .executor(Runnable::run)
                .buildAsync();
    }

    @Override
    public CompletionStage<List<InetAddress>> lookUp(String host) {
        return answers.get(host, (name, executor) -> asked(name)).thenCompose(Answer::told);
    }

    private CompletableFuture<Answer> asked(String host) {
        return names.lookUp(host)
                .handle((addresses, trouble) ->
                        trouble == null ? new Answer(List.copyOf(addresses), null) : new Answer(List.of(), trouble))
                .toCompletableFuture();
    }

    /// Answers that are kept.
    long size() {
        answers.synchronous().cleanUp();
        return answers.synchronous().estimatedSize();
    }

    @Override
    public void close() {
        names.close();
    }
}
