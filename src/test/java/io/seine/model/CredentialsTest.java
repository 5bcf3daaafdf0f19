package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '^', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', textBlock = """
            http://user:pass@h/a?b#c         ^ http://h/a?b#c
            HTTPS://user@h:81/               ^ HTTPS://h:81/
            http:user:pass@h/                ^ http:h/
            http:\\\\user:pass@h/            ^ http:\\\\h/
            http://us er:p@ss@h/a@b          ^ http://h/a@b
            http://h/@user?a@b#c@d           ^ http://h/@user?a@b#c@d
            http://user:pa/ss@h/             ^ http://h/
            http://user:pass@h:99999/        ^ http://h:99999/
            ftp://user:pass@h/a              ^ ftp://h/a
            //user:pass@h/                   ^ h/
            user:pass@h/                     ^ h/
            http://h/a                       ^ http://h/a
            """)
    void anAddressLosesUserAndPassword(String address, String bare) {
        assertThat(Credentials.droppedFromAddress(address)).isEqualTo(bare);
        assertThat(Credentials.droppedFromAddress(bare)).isEqualTo(bare);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            see http://user:pass@h/a, or ftp://u:p@h ^ see http://h/a, or ftp://h
            "https://user:pass@{host}/" wants        ^ "https://{host}/" wants
            mail me@example.org                      ^ mail me@example.org
            http://h/ is mine, me@example.org        ^ http://h/ is mine, me@example.org
            see http://h and mail me@example.org     ^ see http://h and mail me@example.org
            a:b@c                                    ^ a:b@c
            """)
    void aTextKeepsAllElse(String text, String bare) {
        assertThat(Credentials.dropped(text)).isEqualTo(bare);
        assertThat(Credentials.dropped(bare)).isEqualTo(bare);
    }

    @Test
    void blanksAndLineEndsHideNothing() {
        assertThat(Credentials.droppedFromAddress(" ht\ntp://us\ter:pass@h/a ")).isEqualTo("http://h/a");
        assertThat(Credentials.dropped("\thttp://user:pass@h/a")).isEqualTo("http://h/a");
    }

    /// For 20,000 generated addresses: without its user, an address leads to the same place.
    @Test
    void anAddressStaysTheSamePlace() {
        var random = new Random(17);
        var alphabet = ":@/\\?# \tab%[é";
        for (int round = 0; round < 20_000; round++) {
            var given = new StringBuilder("http:");
            for (int length = random.nextInt(20); length > 0; length--) {
                given.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                var url = WebUrl.parse(given.toString());
                var bare = WebUrl.parse(Credentials.droppedFromAddress(given.toString()));
                assertThat(bare).as(given.toString()).hasToString(url.toString());
                assertThat(bare.userInfo()).as(given.toString()).isNull();
            } catch (WebUrl.BadUrl e) {
                assertThat(Credentials.droppedFromAddress(given.toString())).doesNotContain("@");
            }
        }
    }

    @Test
    void anItemTellsThemNeitherInItsKeyNorInItsFields() {
        var url = "http://user:pass@h/a";
        var item = new Item(3, "k-" + url, url, Map.of("a", url, "b", "plain"));
        var bare = new Item(3, "k-http://h/a", "http://h/a", Map.of("a", "http://h/a", "b", "plain"));
        assertThat(item.withoutCredentials()).isEqualTo(bare);
        assertThat(item).hasToString(bare.toString());
        assertThat(bare.withoutCredentials()).isSameAs(bare);
        assertThat(item.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a:", "a://", "http://", "@", "/", " ", "\\", "a.b-"})
    void anEndlessTextTakesNoTime(String piece) {
        for (var text :
                List.of(piece.repeat(100_000), piece.repeat(100_000) + "@", "http://" + piece.repeat(100_000))) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                Credentials.dropped(text + "@h/");
                Credentials.droppedFromAddress(text + "@h/");
            });
        }
    }
}
