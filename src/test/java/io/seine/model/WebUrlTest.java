package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.model.WebUrl.BadUrl;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlTest {
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
        for (int round = 0; round < 20_000; round++) {
            var given = new StringBuilder(random.nextInt(4) == 0 ? "" : "http://h/");
            for (int length = random.nextInt(20); length > 0; length--) {
                given.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                var url = WebUrl.parse(given.toString());
                assertThat(WebUrl.parse(url.toString())).hasToString(url.toString());
                assertThat(url.target()).as(given.toString()).matches("/[\\x21-\\x7e]*");
            } catch (BadUrl e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
