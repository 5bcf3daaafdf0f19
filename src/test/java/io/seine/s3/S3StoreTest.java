package io.seine.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.S3Settings;
import io.seine.config.Settings;
import io.seine.model.Body;
import io.seine.model.ObjectInput;
import io.seine.model.ObjectStore;
import io.seine.model.S3Address;
import io.seine.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class S3StoreTest {
    private static final S3Address PREFIX = S3Address.parse("s3://birds/small");

    private static ActorTestKit kit;
    private static S3Server server;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws IOException {
        S3Server.allow();
        kit = ActorTestKit.create(Settings.defaults().system());
        server = S3Server.start(folder.resolve("s3"));
        server.bucket("birds");
    }

    @AfterAll
    static void stop() {
        server.close();
        kit.shutdownTestKit();
    }

    private static S3Store store() {
        return S3Store.of(kit.system(), new S3Settings(URI.create(server.endpoint()), null, true));
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 8 << 20, (8 << 20) + 1, 20_000_000})
    void whatIsPutIsThere(int size) throws IOException {
        var address = PREFIX.resolve("sizes/" + size);
        store().put(address, Body.of(bytes(size)), "image/jpeg");
        assertThat(server.objects("birds").get("small/sizes/" + size)).isEqualTo(bytes(size));
        var found = store().find(address).orElseThrow();
        assertThat(found.size()).isEqualTo(size);
        try (var in = new ObjectInput(store(), address, found)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes(size));
        }
    }

    @Test
    void filesArePutFromTheDisk() throws IOException {
        for (int size : new int[] {5, 30_000_000}) {
            var file = Files.write(folder.resolve("file"), bytes(size));
            store().put(PREFIX.resolve("file"), new Body.Spooled(file, size), "application/x-tar");
            assertThat(server.objects("birds").get("small/file")).isEqualTo(bytes(size));
            assertThat(file).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "Côte d'Ivoire--ci.gif",
                "Korea, North",
                "100%",
                "a+b",
                "日本/鳥.png",
                "(1)!*~,;=@$&'",
                "q?x=1#y",
                "a:b",
                "[1]",
                "%27",
                "🐦"
            })
    void anyNameComesBack(String name) throws IOException {
        var address = PREFIX.resolve("names/" + name);
        assertThat(store().find(address)).isEmpty();
        store().put(address, Body.of(bytes(10)), "not a type");
        assertThat(server.objects("birds")).containsKey("small/names/" + name);
        assertThat(store().find(address)).map(ObjectStore.Found::size).contains(10L);
        store().remove(address);
        assertThat(store().find(address)).isEmpty();
        store().remove(address);
    }

    @Test
    void anObjectThatIsReplacedWhileItIsReadIsNotMixed() throws IOException {
        var address = PREFIX.resolve("replaced");
        store().put(address, Body.of(bytes(6 << 20)), "text/plain");
        var in = new ObjectInput(store(), address, store().find(address).orElseThrow());
        assertThat(in.readNBytes(1000)).hasSize(1000);
        store().put(address, Body.of(bytes(7 << 20)), "text/plain");
        assertThatThrownBy(in::readAllBytes)
                .isInstanceOf(IOException.class)
                .hasMessage("s3://birds/small/replaced: was replaced while it was being read");
    }

    @Test
    void anObjectIsReadFromAnyPlace() throws IOException {
        var address = PREFIX.resolve("seek");
        store().put(address, Body.of("0123456789".getBytes(StandardCharsets.UTF_8)), "text/plain");
        var in = new ObjectInput(store(), address, store().find(address).orElseThrow());
        in.seek(7);
        assertThat(in.readNBytes(2)).asString().isEqualTo("78");
        in.seek(1);
        assertThat(in.read()).isEqualTo('1');
        assertThat(in.skip(100)).isEqualTo(8);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void whatCannotBeUsedIsNamed() throws IOException {
        store().check(PREFIX);
        assertThatThrownBy(() -> store().check(S3Address.parse("s3://nowhere/x")))
                .hasMessage("s3://nowhere/x: there is no such bucket");
        assertThatThrownBy(() -> store().put(S3Address.parse("s3://nowhere/x"), Body.of(bytes(3)), "text/plain"))
                .hasMessage("s3://nowhere/x: there is no such bucket");
        assertThat(store().find(S3Address.parse("s3://nowhere/x"))).isEqualTo(Optional.empty());
    }

    @Test
    void aServerThatIsNotThereIsTold() {
        var nobody = S3Store.of(kit.system(), new S3Settings(URI.create("http://127.0.0.1:1"), null, true));
        assertThatThrownBy(() -> nobody.within(Duration.ofSeconds(20)).find(PREFIX.resolve("x")))
                .hasMessage("s3://birds/small/x: cannot be reached: Connection refused");
    }

    @Test
    void whatIsGivenUpEndsAtOnce() throws IOException {
        try (var silent = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
            var store = S3Store.of(
                    kit.system(), new S3Settings(URI.create("http://127.0.0.1:" + silent.getLocalPort()), null, true));
            var asked = CompletableFuture.runAsync(
                    () -> {
                        assertThatThrownBy(() -> store.find(PREFIX.resolve("x")))
                                .hasMessage("s3://birds/small/x: given up");
                    },
                    Thread::startVirtualThread);
            silent.accept().close();
            store.giveUp();
            asked.orTimeout(10, TimeUnit.SECONDS).join();
            assertThatThrownBy(() -> store.remove(PREFIX)).hasMessage("s3://birds/small: given up");
        }
    }

    @Test
    void whoMayNotIsTold() {
        System.setProperty("aws.secretAccessKey", "wrong");
        try {
            assertThatThrownBy(() -> store().check(PREFIX)).hasMessage("s3://birds/small: permission denied");
            assertThatThrownBy(() -> store().put(PREFIX.resolve("x"), Body.of(bytes(3)), "text/plain"))
                    .hasMessage("s3://birds/small/x: permission denied (403 SignatureDoesNotMatch)");
            assertThatThrownBy(() -> store().find(PREFIX.resolve("x")))
                    .hasMessage("s3://birds/small/x: permission denied (403 Forbidden)");
        } finally {
            S3Server.allow();
        }
    }
}
