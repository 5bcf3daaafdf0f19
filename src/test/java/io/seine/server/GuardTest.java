package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server with a token serves without one; who else is refused stands in the table of hostile clients.
class GuardTest {
    @TempDir
    Path root;

    @Test
    void thePageIsServedWithoutATokenAndNothingThatItShowsIs() throws Exception {
        var settings = Served.settings(root).setText("seine.server.token", "0123456789abcdef-token");
        try (var server = Served.with(settings)) {
            assertThat(server.get("/").status()).isEqualTo(200);
            assertThat(server.get("/web/app.js").status()).isEqualTo(200);
            for (var path : new String[] {"/v1/jobs", "/web", "/web%2f..%2fv1/jobs", "/openapi.yaml", "//v1/jobs"}) {
                assertThat(server.get(path).status()).as(path).isEqualTo(401);
            }
            assertThat(server.get("/web/%2e%2e/v1/jobs").status()).isIn(401, 404);
        }
    }

    @Test
    void aPageIsNotChallengedInAWayThatMakesTheBrowserAsk() throws Exception {
        var settings = Served.settings(root).setText("seine.server.token", "0123456789abcdef-token");
        try (var server = Served.with(settings)) {
            assertThat(server.get("/v1/jobs").header("WWW-Authenticate")).contains("Basic");
            var page = server.request("/v1/jobs").header("X-Requested-With", "XMLHttpRequest");
            assertThat(server.send(page).header("WWW-Authenticate")).isEqualTo("Bearer realm=\"seine\"");
        }
    }
}
