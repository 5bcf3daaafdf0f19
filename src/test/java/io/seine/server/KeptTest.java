package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.JobStatus.Places;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is remembered of a job.
class KeptTest {
    private static final int ADDRESSES = 1000;

    private static Submission submission(String host) {
        var urls = IntStream.range(0, ADDRESSES)
                .mapToObj(i -> "\"http://" + host + "/" + i + "\"")
                .collect(Collectors.joining(","));
        return new Submission(
                "{\"source\":{\"urls\":[" + urls + "]},\"fetch\":{\"auth\":{\"bearer\":\"abracadabra\"}}}", "key");
    }

    private static Kept kept() {
        return Kept.of(new Event.Submitted("1", "large", new Places(1, 1), submission("a.example"), Instant.EPOCH));
    }

    private static Kept ended(Kept kept) {
        return kept.after(new Event.Ended(kept.id(), kept.cancelled()));
    }

    @Test
    void ofAJobThatHasEndedOnlyWhatIsShownIsKept() {
        assertThat(kept().sent().submission()).isEqualTo(submission("a.example"));
        var sent = ended(kept()).sent();
        assertThat(sent.submission()).isNull();
        assertThat(sent.shown())
                .hasSizeLessThan(1000)
                .contains("http://a.example/9")
                .doesNotContain("abracadabra");
    }

    @Test
    void theSameSubmissionIsKnownWhenTheJobHasEnded() {
        var sent = ended(kept()).sent();
        assertThat(sent.same(submission("a.example"))).isTrue();
        assertThat(sent.same(submission("b.example"))).isFalse();
    }

    private static Submission linked(String settings) {
        return new Submission("{\"enrich\": [{" + settings + "}], \"name\": \"a\"}", "key");
    }

    @Test
    void theOrderOfMembersTellsNoSubmissionFromAnother() {
        var sent = Sent.of(linked("\"url\": \"http://h/\", \"fields\": {\"a\": \"/a\", \"b\": \"/b\"}"));
        var again = "{\"name\":\"a\",\"enrich\":[{\"fields\":{\"b\":\"/b\",\"a\":\"/a\"},\"url\":\"http://h/\"}]}";
        assertThat(sent.same(new Submission(again, "key"))).isTrue();
        assertThat(sent.same(linked("\"url\": \"http://h/\", \"fields\": {\"a\": \"/b\", \"b\": \"/a\"}")))
                .isFalse();
    }

    @Test
    void theOrderOfAListDoes() {
        var sent = Sent.of(new Submission("{\"source\":{\"urls\":[\"x\",\"y\"]}}", "key"));
        var turned = new Submission("{\"source\":{\"urls\":[\"y\",\"x\"]}}", "key");
        assertThat(sent.same(turned)).isFalse();
    }
}
