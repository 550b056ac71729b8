package dev.ephyra.conformance.peer;

import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The thread of synthetic peers: reads their UDP sockets and keeps their time. What a peer holds is touched on this thread
 * only; {@link #ask} and {@link #later} may be called from any.
 */
public final class ClientThread implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Selector selector;
    private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<SyntheticPeer> peers = new ArrayList<>();
    private final ClientSettings settings;
    private final Thread thread;
    /** Exceptionally with what broke the thread, if something did. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile boolean isStopping;

    /**
     * Starts it.
     *
     * @param seed of everything that peers choose
     * @param video how much their cameras send
     */
    public ClientThread(long seed, VideoShapes video) {
        Random random = new Random(seed);
        Instant now = Instant.now();
        DtlsIdentity identity = DtlsIdentity.selfSigned(
                new DtlsCrypto(new SecureRandom()), now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)));
        settings = ClientSettings.asBrowsers(identity, handshakes, random::nextInt, video);
        try {
            selector = Selector.open();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        thread = Thread.ofPlatform().name("synthetic-peers").daemon().start(this::run);
    }

    ClientSettings settings() {
        return settings;
    }

    Selector selector() {
        return selector;
    }

    /** On this thread. */
    void add(SyntheticPeer peer) {
        peers.add(peer);
    }

    /** On this thread. */
    void remove(SyntheticPeer peer) {
        peers.remove(peer);
    }

    /** Does it on this thread, soon. */
    void later(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Does it on this thread, and waits for what comes of it; fails with what broke the thread, before or meanwhile. */
    <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        later(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | AssertionError broken) {
                answer.completeExceptionally(broken);
            }
        });
        try {
            CompletableFuture.anyOf(answer, ended).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.isDone()) {
                throw new AssertionError("the thread of the synthetic peers has ended");
            }
            return answer.join();
        } catch (ExecutionException broken) {
            throw new AssertionError("the thread of the synthetic peers broke", broken.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("no answer of the synthetic peers within " + ANSWER, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** Ends the thread with all its peers; their sockets are closed. What broke it before, whoever asks is told. */
    @Override
    public void close() {
        isStopping = true;
        selector.wakeup();
        try {
            boolean hasEnded = thread.join(ANSWER);
            handshakes.shutdownNow();
            selector.close();
            if (!hasEnded) {
                throw new AssertionError("the thread of the synthetic peers does not end");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            serve();
            endPeers();
            ended.complete(null);
        } catch (IOException | RuntimeException | Error broken) {
            endPeersOf(broken);
            ended.completeExceptionally(broken);
        }
    }

    private void serve() throws IOException {
        long nextTickNanos = System.nanoTime();
        while (!isStopping) {
            selector.select(ClientThread::read, TimeUnit.NANOSECONDS.toMillis(TICK_NANOS));
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            long nowNanos = System.nanoTime();
            if (nowNanos - nextTickNanos >= 0) {
                nextTickNanos = nowNanos + TICK_NANOS;
                List.copyOf(peers).forEach(peer -> peer.onTime(nowNanos));
            }
        }
    }

    private void endPeers() {
        List.copyOf(peers).forEach(SyntheticPeer::end);
    }

    private void endPeersOf(Throwable broken) {
        try {
            endPeers();
        } catch (RuntimeException alsoBroken) {
            broken.addSuppressed(alsoBroken);
        }
    }

    private static void read(SelectionKey key) {
        ((SyntheticPeer) key.attachment()).receive();
    }
}
