package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What those who steer and watch a job cost it, for `scripts/bench control`: submits one to a running server, and has
/// calls or subscribers beside it, window by window and in turn, each after a window with nothing beside it: the speed
/// of a machine that others use, too, changes from one second to the next by more than is to be measured. Then it
/// pauses the job, and calls on.
///
/// A line for each window: what was beside the job; items per second, or milliseconds of the server's CPU per
/// call while it was paused; the items per second of the window before; calls per second; milliseconds that all but one
/// call in a hundred took at most; the percentage of the machine that this client took.
///
/// Arguments: the server's port, the port that the job downloads from, the server's process, rounds, milliseconds
/// per window, the job's settings for decoding, what to have beside the job (of [Beside]).
final class ControlBench {
    private static final int CALLS_PER_SECOND = 200;
    private static final int SUBSCRIBERS = 10;
    private static final double TICKS_PER_SECOND = 100; // of /proc, for all programs on Linux
    private static final long SETTLING_MILLIS = 100;

    /// A new server compiles what answers for its first hundreds of thousands of calls: the optimizing compiler takes a
    /// method after 20,000, and only a fourth of the calls are retunings. They come before anything is measured.
    private static final int WARMING_CALLS = 240_000;

    /// What writes down the retunings that change something is compiled first after some hundred writes, ten a second.
    private static final long MILLIS_OF_CHANGES = 60_000;

    /// What becomes of the items is compiled while they do.
    private static final long MILLIS_OF_ITEMS = 30_000;

    private static final int AS_MANY_AS_CAN_BE = 100_000;
    private static final int ROUNDS_WHEN_PAUSED = 5;
    private static final long MILLIS_WHEN_PAUSED = 2000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /// What is beside the job.
    private enum Beside {
        NOTHING,
        /// As many calls of the server that the job downloads from: what the client itself costs, on the same cores.
        CALLS_ELSEWHERE,
        /// Of four calls three are looks, and one is a retuning.
        CALLS,
        /// The same, but the retunings change nothing.
        CALLS_THAT_CHANGE_NOTHING,
        /// Of the job's events; the first of them reads nothing.
        SUBSCRIBERS
    }

    /// What a window showed.
    ///
    /// @param items per second
    /// @param calls per second
    /// @param used milliseconds of the server's CPU per call, if there were any
    /// @param slow milliseconds that all but one call in a hundred took at most
    /// @param client percentage of the machine that this process took
    private record Window(double items, double calls, double used, double slow, double client) {}

    private final int port;
    private final int origin;
    private final Path server;
    private final long millis;
    private final String job;

    /// The calls of each kind, whose connections stay from one window to the next.
    private final Map<Beside, SteadyCalls> calls = new EnumMap<>(Beside.class);

    private ControlBench(int port, int origin, Path server, long millis, String decode) throws IOException {
        this.port = port;
        this.origin = origin;
        this.server = server;
        this.millis = millis;
        var settings = """
                {"source": {"path": "rows"}, "fetch": {"parallelism": 64}, "decode": %s,
                 "schedule": {"per-host": {"parallelism": 64}}, "save": {"layout": "none"}}""".formatted(decode);
        this.job = "/v1/jobs/" + call("POST", "/v1/jobs", settings).get("id").asText();
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new ControlBench(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Path.of("/proc", arguments[2], "stat"),
                Long.parseLong(arguments[4]),
                arguments[5]);
        bench.measure(
                Integer.parseInt(arguments[3]),
                Arrays.stream(arguments).skip(6).map(Beside::valueOf).toList());
    }

    private JsonNode call(String method, String path, String body) throws IOException {
        return JSON.readTree(SteadyCalls.once(port, SteadyCalls.request(port, method, path, body)));
    }

    private void measure(int rounds, List<Beside> all) throws Exception {
        warm();
        for (int round = -1; round < rounds; round++) { // the first does not count
            for (var beside : all) {
                var alone = window(Beside.NOTHING, millis);
                var window = window(beside, millis);
                if (round >= 0) {
                    tell(
                            "%s %.1f %.1f %.1f %.2f %.2f",
                            beside, window.items(), alone.items(), window.calls(), window.slow(), window.client());
                }
            }
        }
        call("POST", job + "/pause", "");
        for (int round = -1; round < ROUNDS_WHEN_PAUSED; round++) {
            for (var beside : List.of(Beside.CALLS, Beside.CALLS_THAT_CHANGE_NOTHING)) {
                var window = window(beside, MILLIS_WHEN_PAUSED);
                if (round >= 0) {
                    tell("paused_%s %.4f", beside, window.used());
                }
            }
        }
        for (var each : calls.values()) {
            each.end();
        }
        call("POST", job + "/cancel", "");
    }

    private static void tell(String line, Beside beside, Object... figures) {
        var all = new ArrayList<Object>(List.of(beside.name().toLowerCase(Locale.ROOT)));
        all.addAll(List.of(figures));
        System.out.println(String.format(Locale.ROOT, line, all.toArray()));
    }

    private void warm() throws Exception {
        call("POST", job + "/pause", "");
        // Answers to retunings that change something wait for others that come soon, and would hold the rest up.
        var looks = SteadyCalls.begin(port, requests(Beside.CALLS_THAT_CHANGE_NOTHING), AS_MANY_AS_CAN_BE);
        while (looks.answered() < WARMING_CALLS) {
            Thread.sleep(SETTLING_MILLIS);
        }
        looks.end();
        var changes = SteadyCalls.begin(port, requests(Beside.CALLS), AS_MANY_AS_CAN_BE);
        Thread.sleep(MILLIS_OF_CHANGES);
        changes.end();
        call("POST", job + "/resume", "");
        Thread.sleep(MILLIS_OF_ITEMS);
    }

    private Window window(Beside beside, long millis) throws Exception {
        var subscribers = new Subscribers(beside == Beside.SUBSCRIBERS ? SUBSCRIBERS : 0);
        var called = calls.computeIfAbsent(
                beside,
                kind -> SteadyCalls.begin(
                        kind == Beside.CALLS_ELSEWHERE ? origin : port, requests(kind), CALLS_PER_SECOND));
        called.goOn();
        try {
            Thread.sleep(SETTLING_MILLIS);
            var before = call("GET", job, "");
            called.forget();
            double used = used();
            long own = own();
            Thread.sleep(millis);
            double spent = used() - used;
            double client = (own() - own) / 1e9;
            var after = call("GET", job, "");
            double took =
                    (after.get("elapsed_ms").asLong() - before.get("elapsed_ms").asLong()) / 1e3;
            long items = after.get("items").asLong() - before.get("items").asLong();
            return new Window(
                    items / took,
                    called.answered() / took,
                    spent * 1e3 / Math.max(called.answered(), 1),
                    called.slow(),
                    client / took / Runtime.getRuntime().availableProcessors() * 100);
        } finally {
            subscribers.end();
            called.rest();
        }
    }

    private List<String> requests(Beside beside) {
        var list = SteadyCalls.request(port, "GET", "/v1/jobs", "");
        var look = SteadyCalls.request(port, "GET", job, "");
        var one = SteadyCalls.request(port, "PATCH", job, "{\"parallelism\": 64, \"per_host\": 64}");
        var other = SteadyCalls.request(port, "PATCH", job, "{\"parallelism\": 63, \"per_host\": 64}");
        return switch (beside) {
            case NOTHING, SUBSCRIBERS -> List.of();
            case CALLS_ELSEWHERE -> List.of(SteadyCalls.request(origin, "GET", "/file", ""));
            case CALLS -> List.of(other, list, look, look, one, list, look, look);
            case CALLS_THAT_CHANGE_NOTHING -> List.of(one, list, look, look);
        };
    }

    /// Seconds of CPU that the server has used.
    private double used() throws IOException {
        var fields = Files.readString(server).replaceFirst(".*\\) ", "").split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /// The same of this process, in nanoseconds.
    private static long own() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /// Clients that the server sends the job's events to.
    private final class Subscribers {
        private final List<Socket> sockets = new ArrayList<>();

        Subscribers(int count) throws IOException {
            var request = SteadyCalls.request(port, "GET", job + "/events", "").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < count; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                socket.getOutputStream().write(request);
                if (i > 0) {
                    Thread.ofPlatform().start(() -> read(socket));
                }
            }
        }

        private void read(Socket socket) {
            try {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // closed
            }
        }

        void end() throws IOException {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
