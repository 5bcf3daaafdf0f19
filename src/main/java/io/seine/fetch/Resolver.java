package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.Causes;
import io.seine.model.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Finds the addresses to dial for a host. What it answers is what is dialled, so that the policy cannot be got round
/// by a name that changes between two look-ups.
final class Resolver implements AutoCloseable {
    private final AddressPolicy policy;
    private final Names names;
    private final Duration deadline;
    private final AtomicInteger turns = new AtomicInteger();

    /// @param names looks up what is no address already; closed with this
    /// @param deadline for one look-up
    Resolver(AddressPolicy policy, Names names, Duration deadline) {
        this.policy = policy;
        this.names = names;
        this.deadline = deadline;
    }

    /// The resolver of a job. Its deadline comes before that of connecting, which would hide what it is that takes
    /// long.
    static Resolver of(FetchSettings settings, Names names) {
        var deadline = settings.deadlines().connect().multipliedBy(9).dividedBy(10);
        return new Resolver(new AddressPolicy(settings.allowAddresses()), names, deadline);
    }

    /// The addresses of `host` that may be dialled, at least one, in the order in which to try them. Fails with a
    /// [FetchFault] of kind `dns` or `blocked_address`, in time.
    CompletionStage<List<InetAddress>> addresses(String host) {
        return found(host).handle((found, failure) -> {
            if (failure != null) {
                throw told(host, failure);
            }
            return dialable(host, found);
        });
    }

    /// The addresses of a proxy, which may be any. Of `target`, the host that it is asked for, only an address can be
    /// judged here; names are looked up by the proxy.
    CompletionStage<List<InetAddress>> addressesOfProxy(String proxy, String target) {
        return found(proxy).handle((found, failure) -> {
            if (failure != null) {
                throw told(proxy, failure);
            }
            literal(target).ifPresent(address -> dialable(target, List.of(address)));
            return found;
        });
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private CompletionStage<List<InetAddress>> found(String host) {
        return literal(host)
                .<CompletionStage<List<InetAddress>>>map(address -> CompletableFuture.completedFuture(List.of(address)))
                .orElseGet(() -> names.lookUp(host)
                        .toCompletableFuture()
                        .copy()
                        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                        .thenApply(found -> existing(host, found)));
    }

    private static List<InetAddress> existing(String host, List<InetAddress> found) {
        if (found.isEmpty()) {
            throw new FetchFault(Kind.DNS, host + ": no such host");
        }
        return found;
    }

    private List<InetAddress> dialable(String host, List<InetAddress> found) {
        var allowed = found.stream().filter(policy::allows).toList();
        if (allowed.isEmpty()) {
            var address = found.getFirst().getHostAddress();
            var where = address.equals(host) ? host : host + " is at " + address + ", which";
            throw new FetchFault(Kind.BLOCKED_ADDRESS, where + " is not public; fetch.allow-addresses can open it");
        }
        return AddressOrder.interleaved(allowed, turns.getAndIncrement());
    }

    private CompletionException told(String host, Throwable failure) {
        var cause = Causes.unwrapped(failure);
        return new CompletionException(
                cause instanceof TimeoutException
                        ? new FetchFault(
                                Kind.DNS, host + ": no answer from the resolver within " + deadline.toMillis() + " ms")
                        : cause);
    }

    @Override
    public void close() {
        names.close();
    }
}
