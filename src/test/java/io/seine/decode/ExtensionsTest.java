package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Body;
import io.seine.model.Fetched;
import io.seine.model.Transfer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExtensionsTest {

    @Test
    void magicBytesDecideBeforeTheAddress() throws IOException {
        assertThat(extension(Pictures.photo("chelsea.jpg"), "http://h/a.png", "text/html"))
                .isEqualTo("jpg");
    }

    @Test
    void theAddressDecidesBeforeTheMediaType() throws IOException {
        assertThat(extension("http://h/a/report.PDF?x=1.zip", "text/html")).isEqualTo("pdf");
        assertThat(extension("http://h/archive.tar.7z", null)).isEqualTo("7z");
    }

    @Test
    void whatIsNoExtensionInTheAddressIsPassedOver() throws IOException {
        assertThat(extension("http://h/a.jpeg!w440", "application/json")).isEqualTo("json");
        assertThat(extension("http://h/.env", "text/plain")).isEqualTo("txt");
        assertThat(extension("http://h/a.toolong", "image/svg+xml")).isEqualTo("svg");
        assertThat(extension("http://h/v1.2/", "IMAGE/WEBP")).isEqualTo("webp");
        assertThat(extension("not an address", "text/csv")).isEqualTo("csv");
    }

    @Test
    void whatNobodyKnowsIsBin() throws IOException {
        assertThat(extension(null, null)).isEqualTo("bin");
        assertThat(extension("http://h/", "application/x-unheard-of")).isEqualTo("bin");
    }

    private static String extension(@Nullable String url, @Nullable String mime) throws IOException {
        return extension("some text".getBytes(StandardCharsets.UTF_8), url, mime);
    }

    private static String extension(byte[] content, @Nullable String url, @Nullable String mime) throws IOException {
        return Extensions.of(new Fetched(new Transfer(1, 200, url, mime, 9, null), Body.of(content)));
    }
}
