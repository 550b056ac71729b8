package dev.ephyra.server.socket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Every open WebSocket of either kind: how many there may be, and the way to end them all. Thread-safe. */
public final class OpenSockets {
    /** RFC 6455 section 7.4.1: the endpoint is going away. */
    private static final int GOING_AWAY = 1001;

    private static final String SHUTTING_DOWN = "server shutting down";

    private final int most;
    private final AtomicInteger places = new AtomicInteger();
    private final Set<WebSocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** @param most further upgrades are answered 503 */
    public OpenSockets(int most) {
        this.most = most;
    }

    /** Whether there is a place for one more; then it is given back by {@link #release}. */
    boolean reserve() {
        if (stopping) {
            return false;
        }
        if (places.incrementAndGet() > most) {
            places.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A socket that has a place is there. */
    void opened(WebSocketChannel socket) {
        open.add(socket);
    }

    /** Ends a socket that was let in while the server began to stop; for its event loop, once it has its handler. */
    void started(WebSocketChannel socket) {
        if (stopping) {
            socket.shutDown(GOING_AWAY, SHUTTING_DOWN);
        }
    }

    /** It is gone, with its place; told once or more often. */
    void closed(WebSocketChannel socket) {
        if (open.remove(socket)) {
            release();
        }
    }

    /** The place was not taken. */
    void release() {
        places.decrementAndGet();
    }

    /** Starts to end every socket, each with what was due to it first; new ones are refused from now on. */
    public void shutDown() {
        stopping = true;
        open.forEach(socket -> socket.execute(() -> socket.shutDown(GOING_AWAY, SHUTTING_DOWN)));
    }

    /** Waits until all are gone, at most {@code millis}; how many are left. */
    public int awaitEnd(long millis) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!open.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop while sockets end");
            }
        }
        return open.size();
    }
}
