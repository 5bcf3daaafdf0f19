package io.seine.fetch;

import io.seine.model.AddressRange;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which addresses may be dialled: the public ones, and those that the job allows.
///
/// The denied ranges are those of the IANA special-purpose registries (RFC 6890) as egress proxies deny them. IPv6
/// addresses that carry an IPv4 address are judged by that one, too.
final class AddressPolicy {
    private static final List<AddressRange> DENIED = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/128",
                    "::1/128",
                    "64:ff9b:1::/48",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8",
                    "100::/64",
                    "2001:db8::/32")
            .map(AddressRange::parse)
            .toList();
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
    private static final AddressRange TEREDO = AddressRange.parse("2001::/32");
    private static final AddressRange COMPATIBLE = AddressRange.parse("::/96");

    private final List<AddressRange> allowed;

    AddressPolicy(List<AddressRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /// Whether `address` may be dialled. IPv4-mapped IPv6 addresses are IPv4 addresses to Java already.
    boolean allows(InetAddress address) {
        return allows(address.getAddress());
    }

    private boolean allows(byte[] address) {
        if (in(allowed, address)) {
            return true;
        }
        return !in(DENIED, address) && carried(address).map(this::allows).orElse(true);
    }

    private static boolean in(List<AddressRange> ranges, byte[] address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /// The IPv4 address that an IPv6 address carries, by RFC 6052, 3056, 4380, 4291 and 5214.
    private static Optional<byte[]> carried(byte[] address) {
        if (address.length != 16) {
            return Optional.empty();
        } else if (NAT64.contains(address) || COMPATIBLE.contains(address) || isatap(address)) {
            return Optional.of(Arrays.copyOfRange(address, 12, 16));
        } else if (SIX_TO_FOUR.contains(address)) {
            return Optional.of(Arrays.copyOfRange(address, 2, 6));
        } else if (TEREDO.contains(address)) {
            return Optional.of(inverted(Arrays.copyOfRange(address, 12, 16)));
        }
        return Optional.empty();
    }

    private static boolean isatap(byte[] address) {
        return (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }

    private static byte[] inverted(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
        return bytes;
    }
}
