package io.seine.hostile;

import io.seine.testing.TestAuthority;
import io.seine.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The certificates that hostile origins present at 127.0.0.1, made when the first of them is wanted.
final class Certificates {
    private static final String HERE = "ip:127.0.0.1";

    private Certificates() {}

    private record Issued(
            TestCertificate selfSigned,
            TestCertificate sound,
            TestCertificate expired,
            TestCertificate forAnotherHost) {
        static final Issued ONCE = create();

        private static Issued create() {
            try {
                var authority = TestAuthority.create();
                return new Issued(
                        TestCertificate.forHost(HERE),
                        authority.issue(HERE),
                        authority.issueExpired(HERE),
                        authority.issue("dns:elsewhere.example.org"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
