package io.seine.server;

import io.seine.server.LedgerFile.Filter;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/// `/v1/jobs/{id}/hosts`: which hosts a job waits for.
///
/// Read from the end of the ledger, so that it tells of jobs that have ended, too, and costs a job nothing.
final class HostRoutes {
    private static final int MOST = 100;
    private static final int USUALLY = 10;

    /// Bytes of the ledger that are looked at.
    private static final long LOOKED_AT = 2 << 20;

    private final Jobs jobs;
    private final Folders folders;

    HostRoutes(Jobs jobs, Folders folders) {
        this.jobs = jobs;
        this.folders = folders;
    }

    void addTo(Router router) {
        router.add(HttpMethods.GET, "/v1/jobs/{id}/hosts", Set.of("limit"), this::hosts);
    }

    private CompletionStage<HttpResponse> hosts(Call call) {
        int limit = call.number("limit", 1, MOST, USUALLY);
        return jobs.find(call.variable("id"))
                .thenApplyAsync(
                        entry -> hosts(lately(new LedgerFile(folders.job(entry.id()))), limit),
                        Thread::startVirtualThread);
    }

    private static LedgerFile.Lines lately(LedgerFile ledger) {
        return ledger.readNow(ledger.placeFrom(ledger.length() - LOOKED_AT), Integer.MAX_VALUE, LOOKED_AT, Filter.NONE);
    }

    private static HttpResponse hosts(LedgerFile.Lines lines, int limit) {
        var hosts = new HostTimes();
        lines.lines().forEach(line -> hosts.add(Json.readObject(line.json().toArray())));
        var view = Json.object().put("outcomes", hosts.outcomes());
        var list = view.putArray("hosts");
        hosts.slowest(limit)
                .forEach(host -> list.addObject()
                        .put("host", host.name())
                        .put("items", host.items())
                        .put("saved", host.saved())
                        .put("mean_ms", host.mean())
                        .put("longest_ms", host.longest()));
        return Responses.json(StatusCodes.OK, view);
    }
}
