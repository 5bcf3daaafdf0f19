package io.seine.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A block of IP addresses in CIDR notation (RFC 4632, RFC 4291): `10.0.0.0/8`, `fc00::/7`, `127.0.0.1`.
///
/// An IPv4 address that is mapped into IPv6, `::ffff:10.0.0.1`, is the IPv4 address, here as for Java and the kernel.
public final class AddressRange {
    /// Four decimal numbers, or hexadecimal ones with colons: what else Java takes for an address, it may look up.
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] network;
    private final int prefix;

    private AddressRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /// Reads a block; an address alone is a block of one.
    ///
    /// @throws IllegalArgumentException if `text` is neither
    public static AddressRange parse(String text) {
        var form = FORM.matcher(text);
        try {
            if (form.matches()) {
                var address = InetAddress.getByName(form.group(1)).getAddress();
                int bits = address.length * 8;
                int most = form.group(1).contains(":") ? 128 : 32;
                int prefix = bits - most + (form.group(2) == null ? most : Integer.parseInt(form.group(2)));
                if (0 <= prefix && prefix <= bits) {
                    return new AddressRange(masked(address, prefix), prefix);
                }
            }
        } catch (UnknownHostException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "expected a range of addresses such as 10.0.0.0/8 or fc00::/7, got \"" + text + "\"");
    }

    private static byte[] masked(byte[] address, int prefix) {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return address;
    }

    /// Whether `address` lies in this block; never across the two families.
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /// Whether the address with these 4 or 16 bytes lies in this block.
    public boolean contains(byte[] address) {
        return holds(mapped(address) ? Arrays.copyOfRange(address, 12, 16) : address);
    }

    /// Whether every address of `other` lies in this block.
    public boolean contains(AddressRange other) {
        return prefix <= other.prefix && holds(other.network);
    }

    private static boolean mapped(byte[] address) {
        return address.length == 16 && Arrays.equals(address, 0, 12, MAPPED, 0, 12);
    }

    private boolean holds(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefix / 8;
        int rest = prefix % 8;
        return Arrays.equals(address, 0, whole, network, 0, whole)
                && (rest == 0 || ((address[whole] ^ network[whole]) & (0xff00 >> rest) & 0xff) == 0);
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange that && prefix == that.prefix && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefix;
    }
}
