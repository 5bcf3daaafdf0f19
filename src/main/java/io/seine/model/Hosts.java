package io.seine.model;

import io.seine.model.WebUrl.BadUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// Hosts of addresses (WHATWG URL, sections 3.3 to 3.5): names in ASCII, IPv4 addresses in whatever base and number of
/// parts they are written, IPv6 addresses in brackets.
final class Hosts {
    /// What no name may hold, as it would end the host or change its meaning.
    private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x20\\x7f#%/:<>?@\\[\\\\\\]^|]");

    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9A-Fa-f]*");

    private static final Pattern LEADING_ZEROS = Pattern.compile("^0+");

    /// Digits of the largest number that counts, 2 to the 32nd, in octal.
    private static final int MOST_DIGITS = 11;

    private Hosts() {}

    /// The host that `text` writes, in the one form that counts; an IPv6 address without its brackets.
    ///
    /// @throws BadUrl if it is none
    static String parse(String text) {
        if (text.startsWith("[")) {
            return Ipv6.canonical(text.endsWith("]") ? text.substring(1, text.length() - 1) : "")
                    .orElseThrow(() -> new BadUrl("the host is no IPv6 address"));
        }
        var name = isPlain(text) ? text : checked(ascii(Percent.decoded(text)));
        if (name.charAt(Math.min(name.lastIndexOf('.') + 1, name.length() - 1)) > '9') {
            return name; // its last part is no number
        }
        var parts = parts(name);
        return NUMBER.matcher(parts.getLast()).matches() ? ipv4(parts) : name;
    }

    /// Whether `text` is already in the form that counts: nearly all are, and to see that takes a tenth of the time.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return !text.isEmpty() && !text.contains("xn--");
    }

    private static String checked(String name) {
        if (name.isEmpty() || FORBIDDEN.matcher(name).find()) {
            throw new BadUrl(name.isEmpty() ? "there is no host" : "no host may be called that");
        }
        return name;
    }

    private static String ascii(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (ASCII.matcher(lower).matches() && !lower.startsWith("xn--") && !lower.contains(".xn--")) {
            return lower;
        } else if (name.indexOf('%') >= 0) {
            throw new BadUrl("no host may be called that"); // it would be decoded once more
        }
        try {
            return new HttpUrl.Builder().scheme("http").host(name).build().host();
        } catch (IllegalArgumentException e) {
            throw new BadUrl("no host may be called that");
        }
    }

    /// What stands between the dots; one dot at the end does not count.
    private static List<String> parts(String name) {
        var parts = new ArrayList<>(List.of(name.split("\\.", -1)));
        if (parts.size() > 1 && parts.getLast().isEmpty()) {
            parts.removeLast();
        }
        return parts;
    }

    private static String ipv4(List<String> parts) {
        long address = 0;
        for (int i = 0; i < parts.size() && parts.size() <= 4; i++) {
            boolean last = i == parts.size() - 1;
            int bits = last ? 8 * (4 - i) : 8;
            long number = number(parts.get(i));
            if (number >> bits != 0) {
                throw new BadUrl("the host is no IPv4 address");
            }
            address = address << bits | number;
        }
        if (parts.size() > 4) {
            throw new BadUrl("the host is no IPv4 address");
        }
        return (address >> 24) + "." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
    }

    /// A number in decimal, octal after a `0`, or hexadecimal after `0x`; a negative one if it is none, or too large.
    private static long number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return -1;
        }
        int radix = text.length() < 2 || text.charAt(0) != '0' ? 10 : Character.isDigit(text.charAt(1)) ? 8 : 16;
        var digits = LEADING_ZEROS.matcher(text.substring(radix == 16 ? 2 : 0)).replaceFirst("");
        try {
            return digits.isEmpty() ? 0 : digits.length() > MOST_DIGITS ? -1 : Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            return -1; // an 8 in octal
        }
    }
}
