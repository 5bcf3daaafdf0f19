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
    private final Runnable atEnd;

    private Signals(Runnable onFirst, Runnable atEnd) {
        this.onFirst = onFirst;
        this.atEnd = atEnd;
    }

    /// Has `onFirst` run at the first SIGINT or SIGTERM. Where signals cannot be handled, they end the process as
    /// usual.
    static Signals handle(Runnable onFirst) {
        return handle(onFirst, () -> {});
    }

    /// @param atEnd runs before the second signal ends the process, and takes no time
    static Signals handle(Runnable onFirst, Runnable atEnd) {
        var signals = new Signals(onFirst, atEnd);
        handle("INT", () -> signals.onSignal(130));
        handle("TERM", () -> signals.onSignal(143));
        return signals;
    }

    /// Has `action` run when the process goes on after it was stopped.
    static void onContinue(Runnable action) {
        handle("CONT", action);
    }

    /// Keeps a signal from doing anything; programs that this one starts ignore it, too.
    static void ignore(String name) {
        try {
            set(
                    name,
                    Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            // Then the signal does what it does without us.
        }
    }

    /// Does what the first Ctrl-C does; nothing if a signal has come already.
    void interrupt() {
        if (exitCode.compareAndSet(0, 130)) {
            Thread.ofVirtual().start(onFirst);
        }
    }

    /// 130 or 143 if a signal came, else 0.
    int exitCode() {
        return exitCode.get();
    }

    private void onSignal(int code) {
        if (exitCode.compareAndSet(0, code)) {
            Thread.ofVirtual().start(onFirst);
        } else {
            atEnd.run();
            Runtime.getRuntime().halt(code);
        }
    }

    private static void handle(String name, Runnable onSignal) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            var run = MethodHandles.lookup().bind(onSignal, "run", MethodType.methodType(void.class));
            set(name, MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal)));
        } catch (ReflectiveOperationException e) {
            // Then the signal does what it does without us.
        }
    }

    private static void set(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }
}
