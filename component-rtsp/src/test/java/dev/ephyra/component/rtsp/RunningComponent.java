package dev.ephyra.component.rtsp;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A component of a camera on a thread of its own, as the frame would run it. Owned by one test thread. */
final class RunningComponent implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);

    /** Everything is this machine, and may be used. */
    static final CameraNetwork LOOPBACK = network(List.of(InetAddress.getLoopbackAddress()), Optional.empty());

    final RecordingRoom room = new RecordingRoom();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final Thread thread;

    private RunningComponent(RtspOptions options, CameraNetwork network) {
        RtspComponent component =
                new RtspComponent(options, network, type -> new Track(new TrackId(type.name()), type, Metadata.NONE));
        thread = Thread.ofPlatform().name("component-under-test").start(() -> live(component));
    }

    static RunningComponent start(RtspOptions options) {
        return new RunningComponent(options, LOOPBACK);
    }

    static RunningComponent start(RtspOptions options, CameraNetwork network) {
        return new RunningComponent(options, network);
    }

    /** Short waits, any free port, and the way opened. */
    static RtspOptions options(String uri) {
        return new RtspOptions(uri, 0, Duration.ZERO, Duration.ofSeconds(15), true);
    }

    static CameraNetwork network(List<InetAddress> addresses, Optional<String> refusal) {
        return new CameraNetwork() {
            @Override
            public CompletionStage<List<InetAddress>> resolve(String host) {
                return CompletableFuture.completedFuture(addresses);
            }

            @Override
            public Optional<String> refusal(InetAddress address) {
                return refusal;
            }
        };
    }

    private void live(RtspComponent component) {
        try {
            component.run(room);
            end.complete("returned");
        } catch (ComponentFailure failure) {
            end.complete(failure.getMessage());
        } catch (InterruptedException interrupted) {
            end.complete("interrupted");
        }
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** Waits for its end; why it came. */
    String awaitEnd(Duration within) {
        try {
            return end.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unended) {
            throw new AssertionError("it did not end within " + within, unended);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** As the frame ends it. */
    void interrupt() {
        thread.interrupt();
    }

    @Override
    public void close() {
        interrupt();
        awaitEnd(END);
    }
}
