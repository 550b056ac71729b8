package dev.ephyra.sdk.notifier;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * WebSockets in virtual time. Inside of one the order holds; several do not wait for each other: what an old one carries may come beside
 * or behind what a newer one does, at either end, and either end may believe it alive that the other has given up.
 */
final class SimulatedNetwork {
    private static final long LONGEST_HALF_OPEN_NANOS = 100_000_000_000L;

    private final ModelServer server;
    private final SimulationFaults faults;
    private final Random random;
    private final Timeline timeline;
    private final List<Link> links = new ArrayList<>();
    private @Nullable Link newest;

    /** How often something came from a connection that its receiver had given up, or had another one beside. */
    int overtaken;

    /** The time of the simulation. */
    interface Timeline {
        long now();

        void at(long time, Runnable action);
    }

    SimulatedNetwork(ModelServer server, SimulationFaults faults, Random random, Timeline timeline) {
        this.server = server;
        this.faults = faults;
        this.random = random;
        this.timeline = timeline;
    }

    WebSocket.Builder client() {
        return new Opening();
    }

    /** Has the server send what it would. */
    void pump() {
        for (Link link : List.copyOf(links)) {
            for (byte[] frame : link.end.pump()) {
                link.arriveLater(frame);
                if (link.end.isNotification(frame) && faults.duplicates(random)) {
                    link.arriveLater(frame);
                }
            }
            link.end.closed().ifPresent(code -> {
                links.remove(link);
                link.toClient(() -> link.closed(code));
            });
        }
    }

    /** The newest connection breaks: at both ends at once with all that is under way in it, or at one end first. */
    void cut() {
        Link link = newest;
        if (link == null || !link.established) {
            return;
        }
        int how = random.nextInt(3);
        if (how == 0) {
            links.remove(link);
            link.forgotten = true;
            link.lost();
        } else if (how == 1) {
            // The server still gets what was sent, and goes on as if somebody listened.
            link.lost();
            timeline.at(timeline.now() + halfOpen(), () -> links.remove(link));
        } else {
            // The client gets what was sent, and then nothing, not even an end.
            links.remove(link);
            link.forgotten = true;
        }
    }

    /** The process is gone, and says no more; what it said may still be under way. */
    void killClient() {
        for (Link link : List.copyOf(links)) {
            link.abort();
        }
        newest = null;
    }

    private long halfOpen() {
        return (long) (random.nextDouble() * random.nextDouble() * LONGEST_HALF_OPEN_NANOS);
    }

    private final class Opening implements WebSocket.Builder {
        @Override
        public WebSocket.Builder header(String name, String value) {
            return this;
        }

        @Override
        public WebSocket.Builder connectTimeout(Duration timeout) {
            return this;
        }

        @Override
        public WebSocket.Builder subprotocols(String mostPreferred, String... lesserPreferred) {
            return this;
        }

        @Override
        public CompletableFuture<WebSocket> buildAsync(URI address, WebSocket.Listener listener) {
            CompletableFuture<WebSocket> opening = new CompletableFuture<>();
            Link link = new Link(listener);
            newest = link;
            boolean fails = faults.connectFails(random);
            boolean hangs = !fails && faults.connectHangs(random);
            if (!hangs) {
                timeline.at(timeline.now() + faults.delay(random), () -> {
                    if (fails) {
                        opening.completeExceptionally(new IOException("refused"));
                    } else {
                        link.established = true;
                        links.add(link);
                        opening.complete(link);
                    }
                });
            }
            return opening;
        }
    }

    /** One connection, both ends. */
    private final class Link implements WebSocket {
        private final ModelServer.Connection end = server.new Connection();
        private final Listener listener;
        private final ArrayDeque<Runnable> arrived = new ArrayDeque<>();
        private long toServer;
        private long toClient;
        private long credit;
        private boolean established;

        /** The client takes nothing of it any more. */
        private boolean ended;

        /** What is under way to the server does not arrive. */
        private boolean forgotten;

        Link(Listener listener) {
            this.listener = listener;
        }

        void arriveLater(byte[] frame) {
            int split = faults.duplicates(random) ? random.nextInt(frame.length) : frame.length;
            if (split > 0 && split < frame.length) {
                part(ByteBuffer.wrap(frame, 0, split).slice(), false);
                part(ByteBuffer.wrap(frame, split, frame.length - split).slice(), true);
            } else {
                part(ByteBuffer.wrap(frame), true);
            }
        }

        private void part(ByteBuffer bytes, boolean last) {
            toClient(() -> {
                overtaken += this == newest ? 0 : 1;
                var unused = listener.onBinary(this, bytes, last);
            });
        }

        /** Whatever comes to the client waits until it is asked for. */
        void toClient(Runnable call) {
            toClient = Math.max(toClient, timeline.now() + faults.delay(random));
            timeline.at(toClient, () -> {
                arrived.add(call);
                take();
            });
        }

        private void take() {
            while (!ended && credit > 0 && !arrived.isEmpty()) {
                credit--;
                arrived.remove().run();
            }
        }

        void closed(int code) {
            if (!ended) {
                ended = true;
                overtaken += this == newest ? 0 : 1;
                var unused = listener.onClose(this, code, "replaced by another connection");
            }
        }

        void lost() {
            if (!ended) {
                ended = true;
                listener.onError(this, new IOException("cut"));
            }
        }

        @Override
        public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
            if (ended) {
                return CompletableFuture.failedFuture(new IOException("Output closed"));
            }
            byte[] message = new byte[data.remaining()];
            data.get(message);
            toServer = Math.max(toServer, timeline.now() + faults.delay(random));
            timeline.at(toServer, () -> {
                if (!forgotten) {
                    overtaken += this == newest ? 0 : 1;
                    end.receive(message);
                }
            });
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public void request(long messages) {
            credit += messages;
            timeline.at(timeline.now(), this::take);
        }

        /** The server hears of it late; and the HTTP client may be in the middle of one more call. */
        @Override
        public void abort() {
            if (ended) {
                return;
            }
            ended = true;
            timeline.at(timeline.now() + halfOpen(), () -> links.remove(this));
            Runnable last = arrived.poll();
            long later = timeline.now() + faults.delay(random);
            if (last != null && random.nextBoolean()) {
                timeline.at(later, last);
            }
            if (random.nextBoolean()) {
                timeline.at(later, () -> listener.onError(this, new IOException("aborted")));
            }
        }

        @Override
        public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
            throw new AssertionError("no text is sent");
        }

        @Override
        public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            throw new AssertionError("no ping is sent");
        }

        @Override
        public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
            throw new AssertionError("no pong is sent");
        }

        @Override
        public String getSubprotocol() {
            return "";
        }

        @Override
        public boolean isOutputClosed() {
            return ended;
        }

        @Override
        public boolean isInputClosed() {
            return ended;
        }
    }
}
