package io.seine.fetch;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// A name service that answers as its script says, and counts.
final class ScriptedNames implements Names {
    private final List<String> asked = new ArrayList<>();
    private final IntFunction<CompletionStage<List<InetAddress>>> script;
    private volatile boolean closed;

    private ScriptedNames(IntFunction<CompletionStage<List<InetAddress>>> script) {
        this.script = script;
    }

    /// Answers the n-th question, counted from 1, with what `script` says.
    static ScriptedNames of(IntFunction<CompletionStage<List<InetAddress>>> script) {
        return new ScriptedNames(script);
    }

    /// Answers every question with these addresses.
    static ScriptedNames at(String... addresses) {
        return of(number -> found(addresses));
    }

    /// Never answers.
    static ScriptedNames stuck() {
        return of(number -> new CompletableFuture<>());
    }

    static CompletionStage<List<InetAddress>> found(String... addresses) {
        return CompletableFuture.completedFuture(addresses(addresses));
    }

    static List<InetAddress> addresses(String... addresses) {
        return Stream.of(addresses).map(InetAddress::ofLiteral).toList();
    }

    @Override
    public CompletionStage<List<InetAddress>> lookUp(String host) {
        return script.apply(count(host));
    }

    private synchronized int count(String host) {
        asked.add(host);
        return asked.size();
    }

    /// The hosts asked for, in order.
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
