package io.seine.fetch;

import io.seine.model.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses may be dialled: the public ones, and those that the job allows.
///
/// Public is what the IANA special-purpose registries (RFC 6890) call globally reachable, or do not name, but for
/// multicast and what is deprecated. An IPv6 address that carries IPv4 addresses is public if they are, too; a range
/// that the job allows opens what it names and nothing that carries it. Only `::ffff:10.0.0.1` is `10.0.0.1` itself.
final class AddressPolicy {
    private static final List<AddressRange> DENIED = ranges(
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
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "::ffff:0:0:0/96",
            "64:ff9b:1::/48",
            "100::/64",
            "100:0:0:1::/64",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8");
    private static final AddressRange TEREDO = AddressRange.parse("2001::/32");

    /// Parts of the denied ranges that the registries open again. Teredo is judged by what it carries.
    private static final List<AddressRange> REACHABLE = ranges(
            "192.0.0.9",
            "192.0.0.10",
            TEREDO.toString(),
            "2001:1::1",
            "2001:1::2",
            "2001:1::3",
            "2001:3::/32",
            "2001:4:112::/48",
            "2001:20::/28",
            "2001:30::/28");
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
    private static final AddressRange COMPATIBLE = AddressRange.parse("::/96");

    private final List<AddressRange> allowed;

    AddressPolicy(List<AddressRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /// Whether `address` may be dialled.
    boolean allows(InetAddress address) {
        var bytes = address.getAddress();
        return in(allowed, bytes) || isPublic(bytes);
    }

    private static boolean isPublic(byte[] address) {
        return (!in(DENIED, address) || in(REACHABLE, address))
                && carried(address).stream().allMatch(AddressPolicy::isPublic);
    }

    private static List<AddressRange> ranges(String... ranges) {
        return Stream.of(ranges).map(AddressRange::parse).toList();
    }

    private static boolean in(List<AddressRange> ranges, byte[] address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /// The IPv4 addresses that an IPv6 address carries, by RFC 6052, 4291, 5214, 3056 and 4380.
    private static List<byte[]> carried(byte[] address) {
        var carried = new ArrayList<byte[]>();
        if (NAT64.contains(address) || COMPATIBLE.contains(address) || isatap(address)) {
            carried.add(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            carried.add(Arrays.copyOfRange(address, 2, 6));
        }
        if (TEREDO.contains(address)) {
            carried.add(Arrays.copyOfRange(address, 4, 8)); // its server
            carried.add(inverted(Arrays.copyOfRange(address, 12, 16))); // its client
        }
        return carried;
    }

    private static boolean isatap(byte[] address) {
        return address.length == 16
                && (address[8] & 0xfd) == 0
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }

    private static byte[] inverted(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
        return bytes;
    }
}
