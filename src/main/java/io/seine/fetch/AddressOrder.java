package io.seine.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;

/// In which order the addresses of a host are tried.
final class AddressOrder {
    private AddressOrder() {}

    /// The two families in turn, the one of the first address first (RFC 8305, section 4), so that a family that does
    /// not work here costs one attempt. Within a family each `turn` begins with another address.
    static List<InetAddress> interleaved(List<InetAddress> addresses, int turn) {
        var ordered = new ArrayList<InetAddress>(addresses.size());
        boolean preferred = !addresses.isEmpty() && addresses.getFirst() instanceof Inet4Address;
        var some = family(addresses, preferred, turn);
        var others = family(addresses, !preferred, turn);
        while (!some.isEmpty() || !others.isEmpty()) {
            ordered.addAll(some.isEmpty() ? List.of() : List.of(some.remove()));
            ordered.addAll(others.isEmpty() ? List.of() : List.of(others.remove()));
        }
        return ordered;
    }

    private static Queue<InetAddress> family(List<InetAddress> addresses, boolean ipv4, int turn) {
        var family = new ArrayList<>(addresses);
        family.removeIf(address -> address instanceof Inet4Address != ipv4);
        Collections.rotate(family, -turn);
        return new ArrayDeque<>(family);
    }
}
