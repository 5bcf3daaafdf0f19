package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.fetch.Answer;
import io.seine.fetch.Exchange;
import io.seine.fetch.Exchanges;
import io.seine.model.Body;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Exchanges that end when and as the test says.
final class ScriptedExchanges implements Exchanges {
    private final BlockingQueue<Scripted> started = new LinkedBlockingQueue<>();

    @Override
    public Exchange start(WebUrl url, boolean trusted) {
        if (url.lastSegment().equals("bug")) {
            throw new IllegalStateException("a bug");
        }
        var exchange = new Scripted(url, trusted);
        started.add(exchange);
        return exchange;
    }

    /// The next exchange that a fetcher started.
    Scripted next() throws InterruptedException {
        return Objects.requireNonNull(started.poll(3, TimeUnit.SECONDS), "no exchange was started");
    }

    /// Checks that no exchange was started that the test has not taken.
    void expectNoMore() {
        assertThat(started).isEmpty();
    }

    static Answer.Failed failed(Kind kind) {
        return new Answer.Failed(null, kind, "scripted", 0, null);
    }

    static Answer.Failed status(int status) {
        return new Answer.Failed(new Answer.Head(status, null), Kind.HTTP_STATUS, "scripted", 0, null);
    }

    static Answer.Whole whole(Body body) {
        return new Answer.Whole(new Answer.Head(200, "image/gif"), body, "ab");
    }

    static Answer.Whole whole(String content) {
        return whole(Body.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    static Answer.Moved moved(String url) {
        return new Answer.Moved(new Answer.Head(302, null), WebUrl.parse(url));
    }

    /// One exchange. Aborted, it ends as `connect`, unless it is told to be stubborn.
    static final class Scripted implements Exchange {
        private final WebUrl url;
        private final boolean trusted;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final CountDownLatch aborted = new CountDownLatch(1);
        private volatile boolean stubborn;

        Scripted(WebUrl url, boolean trusted) {
            this.url = url;
            this.trusted = trusted;
        }

        String url() {
            return url.toString();
        }

        boolean trusted() {
            return trusted;
        }

        /// Makes it ignore an abort.
        Scripted stubborn() {
            stubborn = true;
            return this;
        }

        void end(Answer how) {
            answer.complete(how);
        }

        /// Breaks the contract, which says that an answer never fails.
        void crash() {
            answer.completeExceptionally(new IllegalStateException("a bug"));
        }

        void expectAborted() throws InterruptedException {
            assertThat(aborted.await(3, TimeUnit.SECONDS)).as("aborted").isTrue();
        }

        boolean isAborted() {
            return aborted.getCount() == 0;
        }

        @Override
        public CompletionStage<Answer> answer() {
            return answer;
        }

        @Override
        public void abort() {
            aborted.countDown();
            if (!stubborn) {
                answer.complete(failed(Kind.CONNECT));
            }
        }
    }
}
