package io.seine.config;

import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import io.seine.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the HTTP control endpoint is told.
///
/// @param host name or address to listen on
/// @param port to listen on; 0 for any that is free
/// @param token what clients show to be let in, or null where nobody is asked
/// @param root folder of everything that the server keeps: jobs, lists, streams
/// @param allowAddresses ranges that jobs may dial although they are not public
/// @param allowHosts names by which clients may call the server, beside its own
/// @param maxBody largest request that is read whole
/// @param maxConnections connections at once
/// @param capacity what the jobs may use together
/// @param database where the jobs are remembered
public record ServerSettings(
        String host,
        int port,
        @Nullable Secret token,
        Path root,
        List<AddressRange> allowAddresses,
        List<String> allowHosts,
        DataSize maxBody,
        int maxConnections,
        Capacity capacity,
        DatabaseSettings database) {
    public ServerSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(maxBody, "maxBody");
        Objects.requireNonNull(capacity, "capacity");
        Objects.requireNonNull(database, "database");
        if (port < 0 || port > 65_535 || maxConnections < 1) {
            throw new IllegalArgumentException("a port is from 0 to 65535, and there is at least one connection");
        }
        allowAddresses = List.copyOf(allowAddresses);
        allowHosts = List.copyOf(allowHosts);
    }
}
