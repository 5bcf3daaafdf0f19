package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.AddressRange;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final int CASES = 2_000;
    private static final List<String> DENIED_IPV4 = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private final AddressPolicy policy = new AddressPolicy(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.0.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fc00::1",
                "fdff:ffff::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "100::1",
                "2001:db8::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::7f00:1",
                "2002:7f00:1::1",
                "2002:c0a8:101::",
                "2001:0:4136:e378:8000:63bf:80ff:fffe",
                "2600::5efe:10.0.0.1",
                "2600::200:5efe:192.168.1.1"
            })
    void whatIsNotPublicIsDenied(String address) throws Exception {
        assertThat(policy.allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "fbff::1",
                "64:ff9b::808:808",
                "2002:808:808::1",
                "::ffff:8.8.8.8",
                "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
                "2600::5efe:8.8.8.8"
            })
    void whatIsPublicIsAllowed(String address) throws Exception {
        assertThat(policy.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    /// Ways in which an IPv6 address carries an IPv4 address.
    static Stream<Function<byte[], byte[]>> carriers() {
        return Stream.of(
                v4 -> v6(0x0064ff9b_00000000L, number(v4)),
                v4 -> v6(0x2002_0000_0000_0000L | number(v4) << 16, 1),
                v4 -> v6(0x2001_0000_4136_e378L, 0x8000_63bf_0000_0000L | (~number(v4) & 0xffff_ffffL)),
                v4 -> v6(0x2001_0000_0000_0000L | number(v4), 0x8000_63bf_f7f7_f7f7L),
                v4 -> v6(0x2600_0000_0000_0001L, 0x0000_5efe_0000_0000L | number(v4)),
                v4 -> v6(0x2600_0000_0000_0001L, 0x0200_5efe_0000_0000L | number(v4)),
                v4 -> v6(0, number(v4)),
                v4 -> v6(0, 0x0000_ffff_0000_0000L | number(v4)));
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void anIpv6AddressIsJudgedByTheIpv4AddressThatItCarries(Function<byte[], byte[]> carrier) throws Exception {
        for (var v4 : samples()) {
            var plain = InetAddress.getByAddress(v4);
            var carrying = InetAddress.getByAddress(carrier.apply(v4));
            assertThat(policy.allows(carrying)).as("%s in %s", plain, carrying).isEqualTo(policy.allows(plain));
        }
    }

    /// Any IPv4 addresses, and the first, the last and one between of every range that is denied.
    private static List<byte[]> samples() {
        var random = new Random(20_260_301);
        var samples = new ArrayList<byte[]>();
        for (var range : DENIED_IPV4) {
            var parts = range.split("/", 2);
            int first = ByteBuffer.wrap(InetAddress.ofLiteral(parts[0]).getAddress())
                    .getInt();
            int size = 1 << (32 - Integer.parseInt(parts[1]));
            for (int number : List.of(first, first + size - 1, first + random.nextInt(size))) {
                samples.add(ByteBuffer.allocate(4).putInt(number).array());
            }
        }
        for (int i = 0; i < CASES; i++) {
            var any = new byte[4];
            random.nextBytes(any);
            samples.add(any);
        }
        return samples;
    }

    @Test
    void theVerdictOnAnIpv4AddressIsThatOfJavaWhereJavaHasOne() throws Exception {
        var random = new Random(20_260_302);
        for (int i = 0; i < CASES; i++) {
            var bytes = new byte[4];
            random.nextBytes(bytes);
            var address = InetAddress.getByAddress(bytes);
            if (address.isLoopbackAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isMulticastAddress()
                    || address.isAnyLocalAddress()) {
                assertThat(policy.allows(address)).as(address.toString()).isFalse();
            }
        }
    }

    @Test
    void aRangeThatTheJobOpensIsOpenAndItsNeighboursAreNot() throws Exception {
        var opened = new AddressPolicy(List.of(AddressRange.parse("10.1.0.0/16"), AddressRange.parse("::1")));
        assertThat(opened.allows(InetAddress.ofLiteral("10.1.255.255"))).isTrue();
        assertThat(opened.allows(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(opened.allows(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(opened.allows(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
        assertThat(opened.allows(InetAddress.ofLiteral("8.8.8.8"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "64:ff9b::7f00:1",
                "2002:7f00:1::1",
                "::127.0.0.1",
                "2600::5efe:127.0.0.1",
                "2001:0:7f00:1::f7f7:f7f7"
            })
    void anOpenedIpv4RangeOpensNothingThatCarriesIt(String carrying) {
        var opened = new AddressPolicy(List.of(AddressRange.parse("127.0.0.0/8")));
        assertThat(opened.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(opened.allows(InetAddress.ofLiteral("::ffff:127.0.0.1"))).isTrue();
        assertThat(opened.allows(InetAddress.ofLiteral(carrying))).isFalse();
        var named = new AddressPolicy(List.of(AddressRange.parse(carrying)));
        assertThat(named.allows(InetAddress.ofLiteral(carrying))).isTrue();
        assertThat(named.allows(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
    }

    private static long number(byte[] v4) {
        return ByteBuffer.wrap(v4).getInt() & 0xffff_ffffL;
    }

    private static byte[] v6(long high, long low) {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }
}
