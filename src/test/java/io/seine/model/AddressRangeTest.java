package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    /// For 20,000 generated pairs: an address is in a block exactly if it shares the block's prefix.
    @Test
    void anAddressIsInABlockIfItSharesThePrefix() throws Exception {
        var random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            var network = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(network);
            network[0] |= 1; // nothing that Java takes for IPv4 inside IPv6
            int bits = network.length * 8;
            int prefix = random.nextInt(bits + 1);
            var address = near(network, random);
            var range = AddressRange.parse(InetAddress.getByAddress(network).getHostAddress() + "/" + prefix);
            assertThat(range.contains(address))
                    .as(range + " " + InetAddress.getByAddress(address))
                    .isEqualTo(prefixOf(network, prefix).equals(prefixOf(address, prefix)));
        }
    }

    /// The network with one bit changed, or none.
    private static byte[] near(byte[] network, Random random) {
        var address = network.clone();
        int bit = random.nextInt(network.length * 8 + 8);
        if (bit < network.length * 8) {
            address[bit / 8] ^= (byte) (0x80 >> (bit % 8));
        }
        return address;
    }

    private static BigInteger prefixOf(byte[] address, int prefix) {
        return new BigInteger(1, address).shiftRight(address.length * 8 - prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 1.2.3.4, false",
        "fc00::/7, fdff::1, true",
        "fc00::/7, fe80::1, false",
        "::1, ::1, true",
        "::ffff:10.0.0.0/104, 10.255.0.1, true",
        "::ffff:10.0.0.0/104, 11.0.0.0, false",
        "::ffff:a00:1, 10.0.0.1, true",
        "::ffff:0:0/96, 1.2.3.4, true"
    })
    void theTwoFamiliesNeverMix(String range, String address, boolean contains) throws Exception {
        assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address)))
                .isEqualTo(contains);
    }

    @Test
    void anIpv4AddressMappedIntoIpv6IsTheIpv4Address() throws Exception {
        var mapped = Inet6Address.getByAddress(null, HexFormat.of().parseHex("00000000000000000000ffff0a000001"), -1);
        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(AddressRange.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(AddressRange.parse("11.0.0.0/8").contains(mapped)).isFalse();
        assertThat(AddressRange.parse("::/0").contains(mapped)).isFalse();
    }

    /// Nothing here may be looked up as a host name, though `cafe.de` and `face` consist of hexadecimal digits.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost",
                "cafe.de",
                "face",
                ".",
                ":",
                ":::",
                "10",
                "10.1/16",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.256",
                "1.2.3.4.5",
                "0x7f.0.0.1",
                "fc00::/129",
                "::ffff:10.0.0.0/8",
                "::ffff:10.0.0.0/129",
                "fe80::1%eth0",
                "[::1]",
                "1:2:3",
                " 10.0.0.0/8"
            })
    void whatIsNoBlockIsRefusedAndNeverLookedUp(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse(text))
                .withMessage("expected a range of addresses such as 10.0.0.0/8 or fc00::/7, got \"" + text + "\"");
    }

    @Test
    void aBlockIsTheSameHoweverItIsWritten() {
        assertThat(AddressRange.parse("10.1.2.3/8"))
                .isEqualTo(AddressRange.parse("10.0.0.0/8"))
                .hasSameHashCodeAs(AddressRange.parse("10.0.0.0/8"))
                .hasToString("10.0.0.0/8");
        assertThat(AddressRange.parse("127.0.0.1")).isEqualTo(AddressRange.parse("127.0.0.1/32"));
        assertThat(AddressRange.parse("FC00::1/7")).isEqualTo(AddressRange.parse("fc00::/7"));
        assertThat(AddressRange.parse("10.0.0.0/8")).isNotEqualTo(AddressRange.parse("10.0.0.0/9"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.0.0/16, true",
        "10.0.0.0/8, 10.0.0.0/8, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0/16, false",
        "10.1.0.0/16, 10.0.0.0/8, false",
        "0.0.0.0/0, ::/0, false",
        "::/0, 10.0.0.0/8, false",
        "::ffff:10.0.0.0/104, 10.3.0.0/16, true"
    })
    void aBlockHoldsTheBlocksWithinIt(String outer, String inner, boolean holds) {
        assertThat(AddressRange.parse(outer).contains(AddressRange.parse(inner)))
                .isEqualTo(holds);
    }
}
