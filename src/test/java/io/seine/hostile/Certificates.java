package io.seine.hostile;

import io.seine.testing.TestAuthority;
import io.seine.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The certificates that hostile origins present at 127.0.0.1, made when the first of them is wanted.
final class Certificates {
    private static final String HERE = "ip:127.0.0.1";

    private Certificates() {}

    private record Issued(
            TestCertificate selfSigned,
            TestCertificate sound,
            TestCertificate expired,
            TestCertificate forAnotherHost,
            TestCertificate unlinked,
            Path trustStore) {
        static final Issued ONCE = create();

        private static Issued create() {
            try {
                var authority = TestAuthority.create();
                var sound = authority.issue(HERE);
                return new Issued(
                        TestCertificate.forHost(HERE),
                        sound,
                        authority.issueExpired(HERE),
                        authority.issue("dns:elsewhere.example.org"),
                        authority.issueWithoutIntermediate(HERE),
                        sound.trustStore(newFile()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path newFile() throws IOException {
        var folder = Files.createTempDirectory("seine-trust");
        folder.toFile().deleteOnExit();
        var file = folder.resolve("trust.p12");
        file.toFile().deleteOnExit();
        return file;
    }

    /// A trust store that holds their authority, but not the one that vouches for itself.
    static Path trustStore() {
        return Issued.ONCE.trustStore();
    }

    /// One whose only flaw, for who trusts its authority, is that nothing links the two.
    static TestCertificate unlinked() {
        return Issued.ONCE.unlinked();
    }

    /// One that nobody vouches for but itself.
    static TestCertificate selfSigned() {
        return Issued.ONCE.selfSigned();
    }

    /// One without a flaw, for who trusts its authority.
    static TestCertificate sound() {
        return Issued.ONCE.sound();
    }

    /// One whose only flaw, for who trusts its authority, is its age.
    static TestCertificate expired() {
        return Issued.ONCE.expired();
    }

    /// One whose only flaw, for who trusts its authority, is its name.
    static TestCertificate forAnotherHost() {
        return Issued.ONCE.forAnotherHost();
    }
}
