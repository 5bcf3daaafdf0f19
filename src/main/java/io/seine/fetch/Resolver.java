package io.seine.fetch;

import io.seine.model.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Finds the address to dial for a host. What it answers is what is dialled, so that the policy cannot be got round by
/// a name that changes between two look-ups.
final class Resolver {
    private final AddressPolicy policy;
    private final Executor executor;

    /// @param executor runs the look-ups, which block
    Resolver(AddressPolicy policy, Executor executor) {
        this.policy = policy;
        this.executor = executor;
    }

    /// The first address of `host` that may be dialled. Fails with a [FetchFault] of kind `dns` or `blocked_address`.
    CompletionStage<InetSocketAddress> resolve(String host, int port) {
        return CompletableFuture.supplyAsync(() -> lookUp(host, port), executor);
    }

    private InetSocketAddress lookUp(String host, int port) {
        try {
            var addresses = InetAddress.getAllByName(host);
            return Arrays.stream(addresses)
                    .filter(policy::allows)
                    .findFirst()
                    .map(address -> new InetSocketAddress(address, port))
                    .orElseThrow(() -> blocked(host, addresses[0]));
        } catch (UnknownHostException e) {
            throw new FetchFault(Kind.DNS, host + ": no such host");
        }
    }

    private static FetchFault blocked(String host, InetAddress address) {
        return new FetchFault(
                Kind.BLOCKED_ADDRESS,
                host + " is at " + address.getHostAddress()
                        + ", which is not public; fetch.allow-addresses can open it");
    }
}
