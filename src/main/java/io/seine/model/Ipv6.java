package io.seine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// IPv6 addresses as text (WHATWG URL, section 3.5; RFC 5952).
final class Ipv6 {
    private static final int PIECES = 8;
    private static final Pattern PIECE = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");

    private Ipv6() {}

    /// The one form of the address that `text` writes, in hexadecimal and compressed; empty if it is none.
    static Optional<String> canonical(String text) {
        var halves = text.split("::", -1);
        var left = pieces(halves[0], halves.length == 1);
        var right = halves.length == 1 ? Optional.of(List.<Integer>of()) : pieces(halves[1], true);
        if (halves.length > 2 || left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        int given = left.get().size() + right.get().size();
        if (halves.length == 1 ? given != PIECES : given >= PIECES) {
            return Optional.empty();
        }
        var all = new ArrayList<>(left.get());
        while (all.size() + right.get().size() < PIECES) {
            all.add(0);
        }
        all.addAll(right.get());
        return Optional.of(compressed(all));
    }

    /// The pieces on one side of `::`.
    ///
    /// @param last whether the address ends with this side, where it may be written as IPv4
    private static Optional<List<Integer>> pieces(String side, boolean last) {
        var pieces = new ArrayList<Integer>();
        var parts = side.isEmpty() ? new String[0] : side.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (PIECE.matcher(parts[i]).matches()) {
                pieces.add(Integer.parseInt(parts[i], 16));
            } else if (!last || i < parts.length - 1 || !addDotted(parts[i], pieces)) {
                return Optional.empty();
            }
        }
        return Optional.of(pieces);
    }

    private static boolean addDotted(String dotted, List<Integer> pieces) {
        var numbers = new ArrayList<Integer>();
        for (var part : dotted.split("\\.", -1)) {
            int number = DECIMAL.matcher(part).matches() ? Integer.parseInt(part) : 256;
            if (number > 255) {
                return false;
            }
            numbers.add(number);
        }
        if (numbers.size() != 4) {
            return false;
        }
        pieces.add(numbers.get(0) << 8 | numbers.get(1));
        pieces.add(numbers.get(2) << 8 | numbers.get(3));
        return true;
    }

    private static String compressed(List<Integer> pieces) {
        int begin = 0;
        int length = 0;
        for (int at = 0; at < PIECES; at++) {
            int run = zeros(pieces, at);
            if (run > length) {
                begin = at;
                length = run;
            }
        }
        return length < 2
                ? joined(pieces)
                : joined(pieces.subList(0, begin)) + "::" + joined(pieces.subList(begin + length, PIECES));
    }

    private static int zeros(List<Integer> pieces, int from) {
        int to = from;
        while (to < PIECES && pieces.get(to) == 0) {
            to++;
        }
        return to - from;
    }

    private static String joined(List<Integer> pieces) {
        return pieces.stream().map(Integer::toHexString).collect(Collectors.joining(":"));
    }
}
