package io.seine.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// A certificate authority for tests, like those of the web: a root, and an intermediate that signs for it.
public final class TestAuthority {
    private static final Duration YESTERDAY = Duration.ofDays(1);
    private static final Duration LONG_AGO = Duration.ofDays(91);

    private final Party intermediate;
    /// The intermediate's certificate, then the root's.
    private final Certificate[] vouched;

    private TestAuthority(Party intermediate, Certificate[] vouched) {
        this.intermediate = intermediate;
        this.vouched = vouched;
    }

    /// A fresh one.
    public static TestAuthority create() throws IOException {
        try {
            var root = Party.create("root");
            var intermediate = Party.create("intermediate");
            var from = Instant.now().minus(YESTERDAY);
            return new TestAuthority(intermediate, new Certificate[] {
                root.vouchFor(intermediate, Party.authority(), from), root.vouchFor(root, Party.authority(), from)
            });
        } catch (GeneralSecurityException e) {
            throw new IOException("a fresh authority cannot be used", e);
        }
    }

    /// A sound certificate for a host, `ip:127.0.0.1` or `dns:example.org`.
    public TestCertificate issue(String host) throws IOException {
        return issue(host, YESTERDAY, 2);
    }

    /// A certificate that would be sound, did the origin present the intermediate's with it.
    public TestCertificate issueWithoutIntermediate(String host) throws IOException {
        return issue(host, YESTERDAY, 1);
    }

    /// A certificate that was sound until yesterday.
    public TestCertificate issueExpired(String host) throws IOException {
        return issue(host, LONG_AGO, 2);
    }

    private TestCertificate issue(String host, Duration ago, int presented) throws IOException {
        try {
            var origin = Party.create("origin");
            var chain = new Certificate[] {
                intermediate.vouchFor(origin, Party.host(host), Instant.now().minus(ago)), vouched[0], vouched[1]
            };
            return TestCertificate.of(origin, Arrays.copyOf(chain, presented), vouched[1]);
        } catch (GeneralSecurityException e) {
            throw new IOException("a fresh certificate cannot be used", e);
        }
    }
}
