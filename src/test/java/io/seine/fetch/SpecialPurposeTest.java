package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The policy against the IANA special-purpose address registries, IPv4 and IPv6, with multicast and what is deprecated
/// as not reachable. The longest block that an address is in decides.
class SpecialPurposeTest {
    private static final int INSIDE = 200;

    /// What is judged by the IPv4 addresses inside, which [AddressPolicyTest] looks at.
    private static final List<Block> CARRYING = Stream.of("::/96", "64:ff9b::/96", "2001::/32", "2002::/16")
            .map(text -> Block.of(text, true))
            .toList();

    private static final List<Block> BLOCKS = blocks().toList();

    private final AddressPolicy policy = new AddressPolicy(List.of());

    record Block(BigInteger first, int bits, int prefix, boolean reachable) {
        static Block of(String text, boolean reachable) {
            var parts = text.split("/", 2);
            var address = InetAddress.ofLiteral(parts[0]).getAddress();
            return new Block(new BigInteger(1, address), address.length * 8, Integer.parseInt(parts[1]), reachable);
        }

        BigInteger last() {
            return first.add(BigInteger.ONE.shiftLeft(bits - prefix)).subtract(BigInteger.ONE);
        }

        boolean holds(BigInteger address, int bits) {
            return bits == this.bits && address.compareTo(first) >= 0 && address.compareTo(last()) <= 0;
        }
    }

    static Stream<Block> blocks() {
        var denied = Stream.of(
                "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24",
                "192.0.0.0/29 192.0.0.8/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.88.99.0/24 192.88.99.2/32",
                "192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4",
                "255.255.255.255/32 ::/128 ::1/128 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64",
                "2001::/23 2001:2::/48 2001:10::/28 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10",
                "ff00::/8");
        var reachable = Stream.of(
                "192.0.0.9/32 192.0.0.10/32 192.31.196.0/24 192.52.193.0/24 192.175.48.0/24 2001:1::1/128",
                "2001:1::2/128 2001:1::3/128 2001:3::/32 2001:4:112::/48 2001:20::/28 2001:30::/28 2620:4f:8000::/48");
        return Stream.concat(read(denied, false), read(reachable, true));
    }

    private static Stream<Block> read(Stream<String> lines, boolean reachable) {
        return lines.flatMap(line -> Arrays.stream(line.split(" ", -1))).map(text -> Block.of(text, reachable));
    }

    private static boolean reachable(BigInteger address, int bits) {
        return BLOCKS.stream()
                .filter(block -> block.holds(address, bits))
                .max(Comparator.comparingInt(Block::prefix))
                .map(Block::reachable)
                .orElse(true);
    }

    /// The first address of a block, the last, some between, and those just outside.
    @ParameterizedTest
    @MethodSource("blocks")
    void anAddressIsJudgedByTheSmallestBlockThatItIsIn(Block block) throws Exception {
        var random = new Random(block.first().hashCode());
        var inside = IntStream.range(0, INSIDE)
                .mapToObj(i -> block.first().add(new BigInteger(block.bits() - block.prefix(), random)));
        var edges = Stream.of(
                block.first(),
                block.last(),
                block.first().subtract(BigInteger.ONE),
                block.last().add(BigInteger.ONE));
        for (var address : Stream.concat(edges, inside).toList()) {
            if (address.signum() >= 0 && address.bitLength() <= block.bits() && !carrying(address, block.bits())) {
                var dialled = address(address, block.bits());
                assertThat(policy.allows(dialled))
                        .as(dialled + " beside or in " + block)
                        .isEqualTo(reachable(address, block.bits()));
            }
        }
        if (!carrying(block.first(), block.bits())) {
            assertThat(policy.allows(address(block.first(), block.bits()))).isEqualTo(block.reachable());
        }
    }

    private static boolean carrying(BigInteger address, int bits) {
        return CARRYING.stream().anyMatch(block -> block.holds(address, bits));
    }

    private static InetAddress address(BigInteger number, int bits) throws Exception {
        var bytes = new byte[bits / 8];
        var digits = number.toByteArray();
        int length = Math.min(digits.length, bytes.length);
        System.arraycopy(digits, digits.length - length, bytes, bytes.length - length, length);
        return bits == 32 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
    }

    @Test
    void whatTranslatesToALocalNetworkIsDeniedWhateverItCarries() {
        for (var address : List.of("64:ff9b:1::808:808", "64:ff9b:1:808:8:800::", "::ffff:0:8.8.8.8")) {
            assertThat(policy.allows(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
        }
    }
}
