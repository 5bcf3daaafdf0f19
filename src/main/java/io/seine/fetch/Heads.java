package io.seine.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/// Reads the heads of responses.
final class Heads {
    private Heads() {}

    /// What of it goes into an answer.
    static Answer.Head of(HttpResponse response) {
        var type = response.entity().getContentType();
        return new Answer.Head(
                response.status().intValue(),
                type.equals(ContentTypes.NO_CONTENT_TYPE)
                        ? null
                        : type.mediaType().toString());
    }

    /// The status and its reason phrase.
    static String reason(HttpResponse response) {
        return response.status().intValue() + " " + response.status().reason();
    }

    /// The value of the first header of this name, in lower case.
    static Optional<String> header(HttpResponse response, String name) {
        return response.getHeader(name).map(HttpHeader::value);
    }

    /// The values of all headers of this name, in lower case.
    static List<String> headers(HttpResponse response, String name) {
        var values = new ArrayList<String>(0);
        for (var header : response.getHeaders()) {
            if (header.is(name)) {
                values.add(header.value());
            }
        }
        return values;
    }

    /// How long the origin asks to be left alone, or null.
    static @Nullable Duration retryAfter(HttpResponse response) {
        return header(response, "retry-after")
                .flatMap(value -> RetryAfter.parse(value, Instant.now()))
                .orElse(null);
    }

    /// The directive of `X-Robots-Tag` that forbids the use of the response, if there is one.
    static Optional<String> forbidding(HttpResponse response) {
        return headers(response, "x-robots-tag").stream()
                .flatMap(value -> RobotsTag.forbidding(value).stream())
                .findFirst();
    }
}
