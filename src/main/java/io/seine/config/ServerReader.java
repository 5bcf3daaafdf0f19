package io.seine.config;

import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import io.seine.model.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/// Reads the section `seine.server`.
final class ServerReader {
    /// What can stand in an `Authorization` header (RFC 6750), and long enough not to be guessed.
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{16,}=*");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]");
    private static final DataSize LEAST_BODY = new DataSize(1024);
    private static final DataSize MOST_BODY = new DataSize(1 << 30);

    private ServerReader() {}

    static ServerSettings read(Section server) {
        var read = new ServerSettings(
                server.parsed("host", JobReader::line),
                server.count("port", 0, 65_535),
                server.optional("token", ServerReader::token),
                server.path("root"),
                server.list("allow-addresses", AddressRange::parse),
                server.list("allow-hosts", ServerReader::host),
                server.size("max-body", LEAST_BODY, MOST_BODY),
                server.count("max-connections", 1, 65_535),
                capacity(server),
                database(server.section("database")));
        if (read.token() == null && !loopback(read.host())) {
            server.refuse("token", "is needed where the server listens on another address than loopback");
        }
        return read;
    }

    private static Capacity capacity(Section server) {
        int jobs = server.count("max-running-jobs", 1, 10_000);
        int transfers = server.count("max-transfers", 1, 1_000_000);
        if (transfers < jobs) {
            server.refuse("max-transfers", "every job at work wants one: expected max-running-jobs or more");
        }
        return new Capacity(jobs, Math.max(jobs, transfers));
    }

    private static DatabaseSettings database(Section database) {
        return new DatabaseSettings(
                database.optional("url", ServerReader::url),
                database.parsed("user", JobReader::line),
                database.optional("password", Secret::new));
    }

    private static String url(String text) {
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("expected an address such as jdbc:postgresql://HOST/DATABASE");
        }
        return text;
    }

    private static Secret token(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "expected 16 characters or more: letters, digits and - . _ ~ + /, such as openssl rand -hex 32 makes");
        }
        return new Secret(text);
    }

    private static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException("expected a host without a port, got \"" + text + "\"");
        }
        return text;
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
