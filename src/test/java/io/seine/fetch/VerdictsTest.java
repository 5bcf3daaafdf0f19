package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Body;
import io.seine.model.Kind;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final Answer.Head OK = new Answer.Head(200, null);
    private static final Set<Kind> NOBODY_THERE =
            EnumSet.of(Kind.CONNECT, Kind.TIMEOUT_CONNECT, Kind.TIMEOUT_FIRST_BYTE);
    private static final Set<Kind> ANSWERED =
            EnumSet.of(Kind.NOT_FOUND, Kind.DISALLOWED, Kind.TOO_LARGE, Kind.REDIRECT_BLOCKED);

    @Test
    void whatArrivesOrLeadsElsewhereIsASuccess() {
        assertThat(Verdicts.of(new Answer.Whole(OK, Body.of(new byte[1]), "ab")))
                .isEqualTo(new Verdict.Success());
        assertThat(Verdicts.of(new Answer.Moved(OK, WebUrl.parse("http://h/")))).isEqualTo(new Verdict.Success());
    }

    @Test
    void onlyTroubleBeforeAnAnswerMeansThatNobodyIsThere() {
        for (var kind : EnumSet.complementOf(EnumSet.of(Kind.HTTP_STATUS))) {
            var expected = NOBODY_THERE.contains(kind)
                    ? new Verdict.Unreachable(kind.word() + ", scripted")
                    : ANSWERED.contains(kind) ? new Verdict.Success() : new Verdict.Ignored();
            assertThat(Verdicts.of(new Answer.Failed(null, kind, "scripted", 0, null)))
                    .as(kind.word())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aHostThatAsksToBeLeftAloneIsOverloaded() {
        var wait = Duration.ofSeconds(7);
        assertThat(Verdicts.of(status(429, wait))).isEqualTo(new Verdict.Overloaded(wait, true));
        assertThat(Verdicts.of(status(503, null))).isEqualTo(new Verdict.Overloaded(null, false));
    }

    @Test
    void aGatewayThatReachesNobodyIsLikeNobody() {
        assertThat(statuses(Verdict.Unreachable.class))
                .containsExactly(502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529);
        assertThat(statuses(Verdict.Overloaded.class)).containsExactly(429, 503);
        assertThat(statuses(Verdict.Ignored.class)).contains(500, 501, 505, 519, 530, 599);
        assertThat(statuses(Verdict.Success.class)).contains(200, 301, 400, 403, 404, 408, 425, 451, 499);
    }

    private static IntStream statuses(Class<? extends Verdict> verdict) {
        return IntStream.rangeClosed(200, 599).filter(status -> verdict.isInstance(Verdicts.of(status(status, null))));
    }

    private static Answer.Failed status(int status, @org.jspecify.annotations.Nullable Duration retryAfter) {
        return new Answer.Failed(new Answer.Head(status, null), Kind.HTTP_STATUS, "scripted", 0, retryAfter);
    }
}
