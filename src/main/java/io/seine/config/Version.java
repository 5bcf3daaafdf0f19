package io.seine.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// The version of this build.
public final class Version {
    private Version() {}

    /// The version as `pom.xml` names it: `0.1.0`.
    public static String current() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("/io/seine/version.properties")) {
            properties.load(Objects.requireNonNull(in, "version.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
