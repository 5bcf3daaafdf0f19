package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What hostile clients get: the table of the README, row by row.
class HostileClientTest {
    @TempDir
    static Path folder;

    private static Victim victim;

    @BeforeAll
    static void start() throws Exception {
        victim = new Victim(folder);
    }

    @AfterAll
    static void stop() {
        victim.close();
    }

    static Stream<HostileClient> clients() {
        return HostileClients.all();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void getsWhatTheTableSays(HostileClient client) throws Exception {
        assertThat(client.attempt().run(victim)).isEqualTo(client.answer());
        assertThat(victim.server().get("/v1/jobs?limit=1").status())
                .as("the server serves on")
                .isEqualTo(200);
    }
}
