package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.util.ByteString;

/// Responses that several routes give.
final class Responses {
    private Responses() {}

    static HttpResponse json(StatusCode status, JsonNode body) {
        return json(status, Json.bytes(body));
    }

    static HttpResponse json(StatusCode status, ByteString body) {
        return HttpResponse.create().withStatus(status).withEntity(Types.JSON, body);
    }
}
