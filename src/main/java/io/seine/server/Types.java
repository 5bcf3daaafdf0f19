package io.seine.server;

import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;

/// The media types of what is served, beside files.
final class Types {
    static final ContentType JSON = ContentTypes.APPLICATION_JSON;
    static final ContentType PROBLEM = ContentTypes.parse("application/problem+json");
    static final ContentType JSON_LINES = ContentTypes.parse("application/x-ndjson");
    static final ContentType TAR = ContentTypes.parse("application/x-tar");
    static final ContentType EVENTS = ContentTypes.parse("text/event-stream; charset=UTF-8");

    private Types() {}
}
