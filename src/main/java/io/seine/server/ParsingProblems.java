package io.seine.server;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/// What is answered to requests so wrong that they cannot be read: problem documents, too. Pekko HTTP finds the one
/// instance by its name, as it finds the singletons of Scala.
public final class ParsingProblems extends ParsingErrorHandler {
    /// The instance.
    public static final ParsingProblems MODULE$ = new ParsingProblems();

    private ParsingProblems() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        return Problem.of(status, "bad-request", info.summary()).response().addHeaders(Front.ALWAYS);
    }
}
