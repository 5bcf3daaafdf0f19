package io.seine.config;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where S3 is. Credentials are no settings: they come from where Amazon's own tools look for them.
///
/// @param endpoint of a server that is not Amazon's, without a path; null for Amazon's
/// @param region null for what the environment tells
/// @param pathStyle whether the bucket is named in the path, instead of in the host
public record S3Settings(@Nullable URI endpoint, @Nullable String region, boolean pathStyle) {
    public S3Settings {
        if (endpoint != null) {
            check(endpoint);
        }
    }

    /// Reads an endpoint.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    static URI endpoint(String text) {
        var uri = URI.create(text);
        check(uri);
        return uri;
    }

    private static void check(URI endpoint) {
        var scheme = Objects.requireNonNullElse(endpoint.getScheme(), "");
        var path = Objects.requireNonNullElse(endpoint.getRawPath(), "");
        boolean plain = endpoint.getHost() != null
                && endpoint.getRawUserInfo() == null
                && endpoint.getRawQuery() == null
                && endpoint.getRawFragment() == null
                && (path.isEmpty() || path.equals("/"));
        if (!plain || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "expected an address such as https://s3.example.org:9000, without a path or credentials");
        }
    }
}
