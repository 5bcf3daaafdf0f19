package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.seine.model.WebUrl.BadUrl;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlTest {
    private static final WebUrl BASE = WebUrl.parse("http://user:pass@base:81/x/y?z");

    @ParameterizedTest
    @CsvSource(delimiter = '^', textBlock = """
            http://h/a.jpg!w440?auth_key=1-0-0-ed2a  ^ http://h/a.jpg!w440?auth_key=1-0-0-ed2a
            http://h/a b.jpg?q=a b                   ^ http://h/a%20b.jpg?q=a%20b
            http://h/100%.jpg                        ^ http://h/100%.jpg
            http://h/100%zz.jpg                      ^ http://h/100%zz.jpg
            http://h/a%20b                           ^ http://h/a%20b
            http://h/bücher/日本.png                 ^ http://h/b%C3%BCcher/%E6%97%A5%E6%9C%AC.png
            http://bücher.example/                   ^ http://xn--bcher-kva.example/
            HTTP://EXAMPLE.ORG/A                     ^ http://example.org/A
            http://example.org                       ^ http://example.org/
            http://h:80/a                            ^ http://h/a
            https://h:443/a                          ^ https://h/a
            http://h:8080/a                          ^ http://h:8080/a
            http://h/a/../b/./c                      ^ http://h/b/c
            http://h\\a\\b                           ^ http://h/a/b
            http://h/a#fragment                      ^ http://h/a
            http://h/?x="1"&y=<2>                    ^ http://h/?x=%221%22&y=%3C2%3E
            http://my_host.example/a                 ^ http://my_host.example/a
            http://[::1]:8080/a                      ^ http://[::1]:8080/a
            http://[2001:DB8:0:0:0:0:0:1]/           ^ http://[2001:db8::1]/
            http://h/a?b?c=d                         ^ http://h/a?b?c=d
            http:h/a                                 ^ http://h/a
            http://h/a|b[c]?d[]=e|f                  ^ http://h/a|b[c]?d[]=e|f
            http://h/`{a}"<b>                        ^ http://h/%60%7Ba%7D%22%3Cb%3E
            http://h/'?'                             ^ http://h/'?%27
            http://h/%2E/%2e%2E/a                    ^ http://h/a
            http://127.1/                            ^ http://127.0.0.1/
            http://0177.0.0.1/                       ^ http://127.0.0.1/
            http://0x7f.1/                           ^ http://127.0.0.1/
            http://2130706433/                       ^ http://127.0.0.1/
            http://0x7F000001./                      ^ http://127.0.0.1/
            http://%31%32%37.1/                      ^ http://127.0.0.1/
            http://１２７．０．０．１/                   ^ http://127.0.0.1/
            http://0/                                ^ http://0.0.0.0/
            http://0xffffffff/                       ^ http://255.255.255.255/
            http://00000000000000000000377.1/        ^ http://255.0.0.1/
            http://1.2.3.com/                        ^ http://1.2.3.com/
            http://1.2.3..5x/                        ^ http://1.2.3..5x/
            http://[::ffff:127.0.0.1]/               ^ http://[::ffff:7f00:1]/
            http://[1:0:0:2:0:0:0:3]/                ^ http://[1:0:0:2::3]/
            http://[1:2:3:4:5:6:7::]/                ^ http://[1:2:3:4:5:6:7:0]/
            http://ex%61mple.org/                    ^ http://example.org/
            http://faß.example/                      ^ http://xn--fa-hia.example/
            http://h./                               ^ http://h./
            http://h:00080/                          ^ http://h/
            http://h/?                               ^ http://h/?
            """)
    void addressesAreRepairedTheWayABrowserDoes(String given, String repaired) {
        assertThat(WebUrl.parse(given)).hasToString(repaired);
    }

    @Test
    void blanksAroundAndLineBreaksInsideAreDropped() {
        assertThat(WebUrl.parse(" \t http://h/a\n ")).hasToString("http://h/a");
        assertThat(WebUrl.parse("http://h/a\t\nb")).hasToString("http://h/ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://h/a|b.jpg", "http://h/a[1].jpg", "http://h/?a[]=1|2", "http://h/a^b", "http://h/a'b"})
    void whatABrowserLeavesAloneOrEncodesStaysAnAddress(String given) {
        var url = WebUrl.parse(given);
        assertThat(WebUrl.parse(url.toString())).isEqualTo(url);
        assertThat(url.target()).startsWith("/").doesNotContain(" ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "h/a.jpg",
                "//h/a",
                "/a",
                "ftp://h/a",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:image/png;base64,AAAA",
                "mailto:a@b",
                "http://",
                "http:///",
                "http://h:99999/",
                "http://h:x/",
                "http://h:0/",
                "http://a b/",
                "http://[::1/",
                "http://[zz]/",
                "http://[]/",
                "http://[::1]x/",
                "http://[1::2::3]/",
                "http://[::1.2.3.04]/",
                "http://[::1.2.3]/",
                "http://[::1%25eth0]/",
                "http://[1:2:3:4:5:6:7:8:9]/",
                "http://256.1.1.1/",
                "http://1.2.3.4.5/",
                "http://0x100000000/",
                "http://4294967296/",
                "http://1.2.3.08/",
                "http://1..2/",
                "http://h.1/",
                "http://99999999999999999999999999999999/",
                "http://a%2Fb/",
                "http://a%00b/",
                "http://a%2541/",
                "http://a^b/",
                "http://ａ％４１/",
                "http://\u00ad/",
                "http://user:pass@/",
                "http://h:1:2/",
                "http://h:+1/",
                "http://h:٣/",
                "jar:http://h/a!/b",
                "ws://h/",
                "http://\u0000/"
            })
    void whatCannotBeRepairedOrIsNotHttpIsABadUrl(String given) {
        assertThatThrownBy(() -> WebUrl.parse(given))
                .isInstanceOf(BadUrl.class)
                .message()
                .isNotBlank();
    }

    @Test
    void theMessageOfAnEndlessAddressIsShort() {
        assertThatThrownBy(() -> WebUrl.parse("x".repeat(1_000_000)))
                .message()
                .hasSizeLessThan(500)
                .contains("xxx");
    }

    @ParameterizedTest
    @CsvSource({
        "/b, http://h:81/b",
        "b?c, http://h:81/x/b?c",
        "../b, http://h:81/b",
        "//other/b, http://other/b",
        "https://other/b, https://other/b",
        "'', http://h:81/x/y?z",
        "?q, http://h:81/x/y?q",
        "'a b', http://h:81/x/a%20b"
    })
    void aReferenceIsResolvedAgainstTheAddress(String reference, String resolved) {
        assertThat(WebUrl.parse("http://h:81/x/y?z").resolve(reference)).hasToString(resolved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h/", "javascript:alert(1)", "http://a b/", "file:///etc/passwd"})
    void aReferenceToSomethingElseIsABadUrl(String reference) {
        var base = WebUrl.parse("http://h/");
        assertThatThrownBy(() -> base.resolve(reference))
                .isInstanceOf(BadUrl.class)
                .hasMessageContaining(reference);
    }

    @Test
    void theAuthorityIsWhatTheHostHeaderSays() {
        assertThat(WebUrl.parse("http://h:80/").authority()).isEqualTo("h");
        assertThat(WebUrl.parse("http://h:443/").authority()).isEqualTo("h:443");
        assertThat(WebUrl.parse("https://[::1]:8443/").authority()).isEqualTo("[::1]:8443");
        assertThat(WebUrl.parse("https://[::1]/").authority()).isEqualTo("[::1]");
        assertThat(WebUrl.parse("https://[::1]/").host()).isEqualTo("::1");
        assertThat(WebUrl.parse("https://user:pass@h/").authority()).isEqualTo("h");
    }

    @Test
    void twoAddressesAreOfOneOriginIfSchemeHostAndPortAgree() {
        var origin = WebUrl.parse("http://h/a").origin();
        assertThat(WebUrl.parse("http://H:80/b?c").origin()).isEqualTo(origin);
        assertThat(WebUrl.parse("https://h/a").origin()).isNotEqualTo(origin);
        assertThat(WebUrl.parse("http://h:81/a").origin()).isNotEqualTo(origin);
        assertThat(WebUrl.parse("http://h.example/a").origin()).isNotEqualTo(origin);
    }

    @Test
    void userAndPasswordAreNeverShown() {
        var url = WebUrl.parse("http://user:p%40ss@h/a?b");
        assertThat(url).hasToString("http://h/a?b");
        assertThat(url.origin() + url.authority() + url.target()).doesNotContain("user");
        assertThat(url.userInfo()).isEqualTo("user:p@ss");
        assertThat(url.resolve("/c").toString()).isEqualTo("http://h/c");
        assertThat(WebUrl.parse("http://h/").userInfo()).isNull();
    }

    @Test
    void theMessageOfARefusalTellsNoUserAndNoPassword() {
        for (var given : List.of(
                "http://user:pass@h:99999/a",
                "http://user:pass/word@h/a",
                "http:user:pass@h:x/",
                "\tht\ntp://user:pass@h:x/",
                "ftp://user:pass@h/",
                "user:pass@h/a",
                "//user:pass@h:x/",
                "http://user:p@ss@h:0/a")) {
            assertThatThrownBy(() -> WebUrl.parse(given))
                    .as(given)
                    .isInstanceOf(BadUrl.class)
                    .message()
                    .doesNotContain("user")
                    .doesNotContain("pass")
                    .doesNotContain("ss@");
        }
    }

    @Test
    void theLastSegmentIsDecoded() {
        assertThat(WebUrl.parse("http://h/x/a%20b%2Fc.jpg?q").lastSegment()).isEqualTo("a b/c.jpg");
        assertThat(WebUrl.parse("http://h/x/").lastSegment()).isEmpty();
        assertThat(WebUrl.parse("http://h").lastSegment()).isEmpty();
    }

    /// 20,000 addresses of odd characters: each is refused as a bad URL, or repaired into one that repairs no further
    /// and whose request target could stand in a request line.
    @Test
    void whateverIsGivenIsRefusedOrStaysAsRepaired() {
        var alphabet = " \t%aZ0/\\?#[]|^{}<>\"'`@:;,=&+~!é日😀\u0000\u007f\u00ad\u200d\ud800\ufffd.-_";
        var random = new Random(5);
        var beginnings = List.of("http://h/", "http://", "http:", "https://[", "");
        for (int round = 0; round < 20_000; round++) {
            var given = new StringBuilder(beginnings.get(random.nextInt(beginnings.size())));
            for (int length = random.nextInt(20); length > 0; length--) {
                given.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            expectRefusedOrStable(given.toString());
        }
    }

    /// The same for 20,000 of any characters at all, halves of surrogate pairs among them.
    @Test
    void charactersOfEveryKindAreRefusedOrStayAsRepaired() {
        var random = new Random(6);
        var beginnings = List.of("http://h/", "http://h/?", "http://", "http://h:", "https://[::", "xn--");
        for (int round = 0; round < 20_000; round++) {
            var given = new StringBuilder(beginnings.get(random.nextInt(beginnings.size())));
            int limit = List.of(0x80, 0x3000, 0x10000).get(random.nextInt(3));
            for (int length = random.nextInt(12); length > 0; length--) {
                given.append((char) random.nextInt(limit));
            }
            expectRefusedOrStable(given.toString());
        }
    }

    private static void expectRefusedOrStable(String given) {
        expectRefusedOrStable(given, () -> WebUrl.parse(given));
        expectRefusedOrStable(given, () -> BASE.resolve(given));
    }

    private static void expectRefusedOrStable(String given, Supplier<WebUrl> reading) {
        try {
            var url = reading.get();
            assertThat(WebUrl.parse(url.toString())).hasToString(url.toString());
            assertThat(url.target()).as(given).matches("/[\\x21-\\x7e]*");
            assertThat(url.authority()).as(given).matches("[\\x21-\\x7e]+").doesNotContain("@", "/", "?", "#");
        } catch (BadUrl e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://h/%s", "http://%s/", "http://%s@h/", "http://h:%s/", "%s://h/", "http://[%s]/", "%s@"})
    void anEndlessAddressTakesNoTimeWhateverItIsMadeOf(String form) {
        for (var piece : List.of("x", "0", "%", "ü", "/", "../", "a:", "a://", ".", "@", " ", "::", "\ud800")) {
            var given = form.replace("%s", piece.repeat(100_000));
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> expectRefusedOrStable(given), form + " of " + piece);
        }
    }
}
