package io.seine.testing;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/// Somebody with a name and keys, who can vouch for others by an X.509 certificate (RFC 5280).
///
/// The JDK makes certificates in `keytool` alone, a process that takes the better part of a second for each.
record Party(String name, KeyPair keys) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration VALID_FOR = Duration.ofDays(90);
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(hex("06082a8648ce3d040302"));
    private static final byte[] ALTERNATIVE_NAME = hex("0603551d11");
    private static final byte[] BASIC_CONSTRAINTS = hex("0603551d13");

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    static Party create(String name) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new Party(name, generator.generateKeyPair());
    }

    /// What says of a certificate that it may vouch for others.
    static byte[] authority() {
        return Der.sequence(BASIC_CONSTRAINTS, Der.yes(), Der.octets(Der.sequence(Der.yes())));
    }

    /// What says of a certificate that it is for a host: `ip:127.0.0.1` or `dns:example.org`.
    static byte[] host(String host) {
        var address = host.substring(host.indexOf(':') + 1);
        var name = host.startsWith("ip:")
                ? Der.tagged(0x87, InetAddress.ofLiteral(address).getAddress())
                : Der.tagged(0x82, address.getBytes(StandardCharsets.US_ASCII));
        return Der.sequence(ALTERNATIVE_NAME, Der.octets(Der.sequence(name)));
    }

    /// A certificate by which this one vouches for `subject`, for 90 days from `from` on.
    Certificate vouchFor(Party subject, byte[] extension, Instant from) throws GeneralSecurityException {
        var claims = Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(64, RANDOM)),
                ECDSA_WITH_SHA256,
                principal(),
                Der.sequence(Der.time(from), Der.time(from.plus(VALID_FOR))),
                subject.principal(),
                subject.keys.getPublic().getEncoded(),
                Der.tagged(0xa3, Der.sequence(extension)));
        var certificate = Der.sequence(claims, ECDSA_WITH_SHA256, Der.bits(signed(claims)));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private byte[] principal() {
        return new X500Principal("CN=" + name).getEncoded();
    }

    private byte[] signed(byte[] claims) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(claims);
        return signature.sign();
    }
}
