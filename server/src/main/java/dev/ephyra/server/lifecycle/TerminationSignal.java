package dev.ephyra.server.lifecycle;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM and SIGINT: the first asks for an orderly stop, the second ends the process at once. A shutdown hook cannot
 * tell them apart, and lets the process exit with the signal's number instead of 0. A stop that was asked for from inside
 * the process is no signal: who sends the first one afterwards does not know of it, and wants an orderly stop.
 */
public final class TerminationSignal {
    private static final int FORCED_EXIT_CODE = 143;

    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private final CountDownLatch asked = new CountDownLatch(1);

    /**
     * Listens from now on, for the whole process. {@code sun.misc.Signal} is supported (JEP 260) but the compiler warns of
     * every mention, so it is reached by its name.
     *
     * @throws IllegalStateException if this Java has no such class
     */
    public void listen() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener = Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> onSignal());
            for (String name : List.of("TERM", "INT")) {
                Object instance = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, instance, listener);
            }
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this Java does not tell of signals", missing);
        }
    }

    private @Nullable Object onSignal() {
        if (isSignalled.getAndSet(true)) {
            Runtime.getRuntime().halt(FORCED_EXIT_CODE);
        }
        asked.countDown();
        return null;
    }

    /** Asks for the stop from inside the process. */
    public void ask() {
        asked.countDown();
    }

    /** Waits until a stop is asked for. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Waits for at most {@code seconds}; whether a stop was asked for. */
    public boolean await(long seconds) throws InterruptedException {
        return asked.await(seconds, TimeUnit.SECONDS);
    }
}
