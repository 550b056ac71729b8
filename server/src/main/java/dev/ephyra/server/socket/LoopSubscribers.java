package dev.ephyra.server.socket;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The subscribers of one event loop. Any thread may wake it; all else is the loop's own. However often it is woken before
 * its turn, it takes one turn: so the busier the server, the more notifications go out with one flush.
 */
final class LoopSubscribers implements Runnable {
    private final EventLoop loop;
    private final AtomicBoolean woken = new AtomicBoolean();

    /** Bounded by the endpoint's limit of connections. */
    private final List<Subscriber> subscribers = new ArrayList<>();

    LoopSubscribers(EventLoop loop) {
        this.loop = loop;
    }

    void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException _) {
                // The loop is shutting down, and its connections with it; the pump has others to serve.
                woken.set(false);
            }
        }
    }

    @Override
    public void run() {
        // Before the reads: what is published from here on wakes again.
        woken.set(false);
        // From the end, because a subscriber may leave in its turn and the last one, served already, takes its place.
        for (int i = subscribers.size() - 1; i >= 0; i = Math.min(i, subscribers.size()) - 1) {
            subscribers.get(i).turn();
        }
    }

    /** Returns the subscriber's place. */
    int add(Subscriber subscriber) {
        subscribers.add(subscriber);
        return subscribers.size() - 1;
    }

    void remove(int place) {
        Subscriber last = subscribers.removeLast();
        if (place < subscribers.size()) {
            subscribers.set(place, last);
            last.movedTo(place);
        }
    }
}
