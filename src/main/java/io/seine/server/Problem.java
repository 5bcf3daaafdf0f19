package io.seine.server;

import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.jspecify.annotations.Nullable;

/// Why a request was not served, as a problem document (RFC 9457).
///
/// @param word what is wrong, as a stable word: the `type` is `urn:seine:problem:WORD`
/// @param detail the particulars, for a person to read
/// @param faults the fields that are wrong, where some are
record Problem(StatusCode status, String word, String detail, List<Fault> faults, List<HttpHeader> headers) {

    /// What is wrong with a field of a request.
    ///
    /// @param pointer the field in a JSON body (RFC 6901); null where it is another's
    /// @param parameter the query parameter or the header; null where it is another's
    record Fault(@Nullable String pointer, @Nullable String parameter, String detail) {}

    Problem {
        faults = List.copyOf(faults);
        headers = List.copyOf(headers);
    }

    static Problem of(StatusCode status, String word, String detail) {
        return new Problem(status, word, detail, List.of(), List.of());
    }

    static Problem notFound(String what) {
        return of(StatusCodes.NOT_FOUND, "not-found", "there is no " + what);
    }

    /// A query parameter or a header that cannot be used.
    static Problem parameter(String name, String detail) {
        var fault = new Fault(null, name, detail);
        return new Problem(StatusCodes.BAD_REQUEST, "bad-parameter", name + ": " + detail, List.of(fault), List.of());
    }

    /// A bug, whose particulars are in the log alone.
    static Problem internal() {
        return of(
                StatusCodes.INTERNAL_SERVER_ERROR,
                "internal",
                "something went wrong here; the server's log tells what");
    }

    Problem with(HttpHeader header) {
        return new Problem(status, word, detail, faults, List.of(header));
    }

    /// To be thrown by whoever handles the request.
    Stop stop() {
        return new Stop(this);
    }

    HttpResponse response() {
        var json = Json.object()
                .put("type", "urn:seine:problem:" + word)
                .put("title", status.reason())
                .put("status", status.intValue())
                .put("detail", detail);
        if (!faults.isEmpty()) {
            var errors = json.putArray("errors");
            for (var fault : faults) {
                var error = errors.addObject();
                if (fault.pointer() != null) {
                    error.put("pointer", fault.pointer());
                }
                if (fault.parameter() != null) {
                    error.put("parameter", fault.parameter());
                }
                error.put("detail", fault.detail());
            }
        }
        return HttpResponse.create().withStatus(status).addHeaders(headers).withEntity(Types.PROBLEM, Json.bytes(json));
    }

    /// Ends the handling of a request with a problem.
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        private Stop(Problem problem) {
            super(problem.detail(), null, false, false); // data, not a bug: no stack trace
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
