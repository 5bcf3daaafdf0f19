package io.seine.cli;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C and `kill`: the first asks for an orderly end, the second ends the process at once.
///
/// The JDK has no supported interface for signals and its shutdown hooks cannot tell a second one; `sun.misc.Signal`
/// can, and is reached by reflection because the compiler warns of it in a way that cannot be switched off.
final class Signals {
    private final AtomicInteger exitCode = new AtomicInteger();
    private final Runnable onFirst;

    private Signals(Runnable onFirst) {
        this.onFirst = onFirst;
    }

    /// Has `onFirst` run at the first SIGINT or SIGTERM. Where signals cannot be handled, they end the process as
    /// usual.
    static Signals handle(Runnable onFirst) {
        var signals = new Signals(onFirst);
        signals.handle("INT", 130);
        signals.handle("TERM", 143);
        return signals;
    }

    /// 130 or 143 if a signal came, else 0.
    int exitCode() {
        return exitCode.get();
    }

    private void onSignal(int code) {
        if (exitCode.compareAndSet(0, code)) {
            Thread.ofVirtual().start(onFirst);
        } else {
            Runtime.getRuntime().halt(code);
        }
    }

    private void handle(String name, int code) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Runnable onSignal = () -> onSignal(code);
            var run = MethodHandles.lookup().bind(onSignal, "run", MethodType.methodType(void.class));
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            MethodHandleProxies.asInterfaceInstance(
                                    handler, MethodHandles.dropArguments(run, 0, signal)));
        } catch (ReflectiveOperationException e) {
            // Then the signal does what it does without us.
        }
    }
}
