package io.seine.fetch;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.seine.config.FetchSettings;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Exchanges that ask the origin's `robots.txt` (RFC 9309) first, once for each origin, at every redirect, too.
final class RobotsTxt implements Exchanges {
    private static final int MOST_ORIGINS = 10_000;
    private static final int MOST_REDIRECTS = 5;

    private final Exchanges exchanges;
    private final FetchSettings settings;
    private final boolean paced;
    private final BiConsumer<String, Duration> pace;
    private final Executor blocking;
    private final AsyncCache<String, RobotsRules> known = Caffeine.newBuilder()
            .maximumSize(MOST_ORIGINS)
            .expireAfter(Expiry.<String, RobotsRules>creating((origin, rules) -> rules.kept()))
            .executor(Runnable::run)
            .buildAsync();

    /// @param exchanges does the exchanges, those for `robots.txt` among them; they have to let files pass that forbid
    ///     themselves to be indexed
    /// @param paced whether there is a time between two requests with any host
    /// @param pace told the host and the time between two requests where a file asks for one
    /// @param blocking runs the reading of files
    RobotsTxt(
            Exchanges exchanges,
            FetchSettings settings,
            boolean paced,
            BiConsumer<String, Duration> pace,
            Executor blocking) {
        this.exchanges = exchanges;
        this.paced = paced;
        this.settings = settings;
        this.pace = pace;
        this.blocking = blocking;
    }

    @Override
    public Exchange start(WebUrl url, boolean trusted) {
        var asked = new Asked(url, trusted);
        var rules = known.getIfPresent(url.origin());
        boolean waited = rules == null || !rules.isDone();
        CompletionStage<RobotsRules> found =
                known.get(url.origin(), (origin, executor) -> load(url.resolve("/robots.txt")));
        found.whenComplete((loaded, bug) -> asked.go(loaded, bug, waited));
        return asked;
    }

    /// One exchange, before and after the rules are known.
    private final class Asked implements Exchange {
        private final WebUrl url;
        private final boolean trusted;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private @Nullable Exchange exchange;
        private boolean aborted;

        Asked(WebUrl url, boolean trusted) {
            this.url = url;
            this.trusted = trusted;
        }

        /// @param waited whether the host has been asked for its rules just now
        void go(@Nullable RobotsRules rules, @Nullable Throwable bug, boolean waited) {
            switch (rules) {
                case null -> answer.completeExceptionally(bug == null ? new IllegalStateException("no rules") : bug);
                case RobotsRules.Unreached(var failed) -> answer.complete(failed);
                case RobotsRules.Unreadable(var trouble) ->
                    answer.complete(
                            new Answer.Forbidden("robots.txt cannot be had, which forbids all: " + trouble, waited));
                case RobotsRules.Known asking -> {
                    if (!asking.allows(url)) {
                        answer.complete(new Answer.Forbidden("robots.txt of " + url.origin() + " forbids it", waited));
                    } else if (waited && (paced || asking.crawlDelay().isPositive())) {
                        answer.complete(new Answer.Postponed());
                    } else {
                        begin();
                    }
                }
            }
        }

        private synchronized void begin() {
            if (!aborted) {
                exchange = exchanges.start(url, trusted);
                exchange.answer().whenComplete((result, bug) -> {
                    if (bug == null) {
                        answer.complete(result);
                    } else {
                        answer.completeExceptionally(bug);
                    }
                });
            }
        }

        @Override
        public CompletionStage<Answer> answer() {
            return answer;
        }

        /// The rules stay under way, for whoever else waits for them.
        @Override
        public synchronized void abort() {
            aborted = true;
            if (exchange == null) {
                answer.complete(new Answer.Failed(null, Kind.CANCELLED, "given up", 0, null));
            } else {
                exchange.abort();
            }
        }
    }

    private CompletableFuture<RobotsRules> load(WebUrl file) {
        return ask(file, 0)
                .thenApply(rules -> {
                    if (rules instanceof RobotsRules.Known asking
                            && asking.crawlDelay().isPositive()) {
                        pace.accept(file.host(), asking.crawlDelay());
                    }
                    return rules;
                })
                .toCompletableFuture();
    }

    private CompletionStage<RobotsRules> ask(WebUrl file, int redirects) {
        var exchange = exchanges.start(file, false);
        var total = settings.deadlines().total();
        return exchange.answer()
                .toCompletableFuture()
                .copy()
                .orTimeout(total.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    exchange.giveAway();
                    return new Answer.Failed(
                            null, Kind.TIMEOUT_TOTAL, "not read within " + total.toMillis() + " ms", 0, null);
                })
                .thenCompose(answer -> onAnswer(file, answer, redirects));
    }

    private CompletionStage<RobotsRules> onAnswer(WebUrl file, Answer answer, int redirects) {
        return switch (answer) {
            case Answer.Whole(var head, var body, var sha256) ->
                CompletableFuture.supplyAsync(() -> RobotsRules.read(file, body, settings.userAgent()), blocking);
            case Answer.Moved(var head, var target) when redirects < MOST_REDIRECTS -> ask(target, redirects + 1);
            case Answer.Failed failed -> CompletableFuture.completedFuture(failed(file, failed));
            case Answer.Moved _, Answer.Forbidden _, Answer.Postponed _ ->
                CompletableFuture.completedFuture(RobotsRules.everything());
        };
    }

    private static RobotsRules failed(WebUrl file, Answer.Failed failed) {
        var told = file + ": " + failed.message();
        int status = failed.kind() == Kind.HTTP_STATUS && failed.head() != null
                ? failed.head().status()
                : 0;
        boolean absent = failed.kind() == Kind.NOT_FOUND || failed.kind() == Kind.REDIRECT_BLOCKED;
        if (absent || (status > 0 && status < 500 && !Verdicts.overloaded(status))) {
            return RobotsRules.everything();
        } else if (status >= 500 && !Verdicts.overloaded(status)) {
            return new RobotsRules.Unreadable(told);
        }
        return new RobotsRules.Unreached(
                new Answer.Failed(failed.head(), failed.kind(), told, failed.bytes(), failed.retryAfter()));
    }
}
