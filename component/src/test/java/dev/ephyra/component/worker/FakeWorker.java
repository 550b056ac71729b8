package dev.ephyra.component.worker;

import dev.ephyra.component.worker.protocol.Frame;
import dev.ephyra.component.worker.protocol.FrameReader;
import dev.ephyra.component.worker.protocol.FromWorker;
import dev.ephyra.component.worker.protocol.FromWorkerCodec;
import dev.ephyra.component.worker.protocol.MalformedFrame;
import dev.ephyra.component.worker.protocol.ToWorker;
import dev.ephyra.component.worker.protocol.ToWorkerCodec;
import dev.ephyra.component.worker.protocol.WorkerSession;
import dev.ephyra.room.TrackType;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that behaves, or not, as its first argument says. Run as a process of its own. Its payloads: 0 its process id, 1 a
 * track that was added, 2 the number of one that was removed, 3 the number, sequence and content of a packet,
 * 4 the number and both times of a clock.
 */
public final class FakeWorker {
    public static final int PID = 0;
    public static final int PACKET = 3;
    public static final int CLOCK = 4;
    static final int ADDED = 1;
    static final int REMOVED = 2;

    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where they cannot be seen by the compiler to be thrown away. */
    private static final List<byte[]> KEPT = new ArrayList<>();

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final InputStream in = new FileInputStream(FileDescriptor.in);
    private final FrameReader frames = new FrameReader();

    private FakeWorker() {}

    public static void main(String[] args) throws IOException, MalformedFrame {
        new FakeWorker().run(args[0], args.length > 1 ? args[1] : "");
    }

    private void run(String behaviour, String argument) throws IOException, MalformedFrame {
        if (behaviour.equals("never-ready")) {
            pause();
        } else if (behaviour.equals("fail")) {
            say(new FromWorker.Failed(argument));
            return;
        }
        say(new FromWorker.Ready(WorkerSession.VERSION));
        sayPid(ProcessHandle.current().pid());
        switch (behaviour) {
            case "behave" -> listen(true);
            case "publish" -> publish();
            case "hold-track" -> {
                say(new FromWorker.Publish(0, TrackType.VIDEO));
                sayPid(ProcessHandle.current().pid());
                listen(true);
            }
            case "hold-tracks" -> holdTracks(argument);
            case "environment" -> {
                say(new FromWorker.Payload(PID, System.getenv().toString().getBytes(StandardCharsets.UTF_8)));
                say(new FromWorker.Finished());
            }
            case "hang" -> pause();
            case "babble" -> babble();
            case "child-and-babble" -> {
                sayPid(new ProcessBuilder("sleep", "600").inheritIO().start().pid());
                babble();
            }
            case "exit" -> System.exit(Integer.parseInt(argument));
            case "exhaust" -> exhaust();
            case "ignore-stop" -> listen(false);
            case "deaf" -> {
                beat();
                pause();
            }
            case "slow" -> listenSlowly();
            case "flood" -> flood(new FromWorker.Alive());
            case "flood-bytes" -> flood(new FromWorker.Payload(9, new byte[1_000_000]));
            case "noise" -> noise(Integer.parseInt(argument));
            case "cut" -> out.write(new byte[] {0, 0, 1});
            case "close-output" -> {
                out.close();
                pause();
            }
            default -> throw new IllegalArgumentException(behaviour);
        }
    }

    private synchronized void say(FromWorker message) throws IOException {
        out.write(FromWorkerCodec.encode(message));
    }

    private void sayPid(long pid) throws IOException {
        say(new FromWorker.Payload(PID, Long.toString(pid).getBytes(StandardCharsets.US_ASCII)));
    }

    private static void pause() {
        while (true) {
            LockSupport.parkNanos(BEAT_NANOS);
        }
    }

    private void beat() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    say(new FromWorker.Alive());
                    LockSupport.parkNanos(BEAT_NANOS);
                }
            } catch (IOException gone) {
                System.exit(1);
            }
        });
    }

    /** Ends where it is told to stop, or its input ends: that is the end of the server. */
    private void listen(boolean isObedient) throws IOException, MalformedFrame {
        beat();
        byte[] buffer = new byte[65_536];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            frames.feed(buffer, count);
            for (Optional<Frame> next = frames.next(); next.isPresent(); next = frames.next()) {
                if (ToWorkerCodec.decode(next.get()) instanceof ToWorker.Stop && isObedient) {
                    return;
                }
                answer(ToWorkerCodec.decode(next.get()));
            }
        }
        if (!isObedient) {
            pause();
        }
    }

    private void listenSlowly() throws IOException, MalformedFrame {
        beat();
        byte[] buffer = new byte[16 * 1_024];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            frames.feed(buffer, count);
            for (Optional<Frame> next = frames.next(); next.isPresent(); next = frames.next()) {
                answer(ToWorkerCodec.decode(next.get()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private void answer(ToWorker message) throws IOException {
        switch (message) {
            case ToWorker.TrackAdded added -> {
                String text = added.number() + " " + added.id() + " " + added.codec();
                say(new FromWorker.Payload(ADDED, text.getBytes(StandardCharsets.UTF_8)));
                say(new FromWorker.RequestKeyFrame(added.number()));
            }
            case ToWorker.TrackRemoved(int number) -> say(new FromWorker.Payload(REMOVED, new byte[] {(byte) number}));
            case ToWorker.Packet packet -> {
                byte[] payload = Arrays.copyOf(packet.payload(), Math.min(packet.payload().length, 10));
                ByteBuffer echo = ByteBuffer.allocate(12 + payload.length)
                        .putInt(packet.track())
                        .putLong(packet.sequence())
                        .put(payload);
                say(new FromWorker.Payload(PACKET, echo.array()));
            }
            case ToWorker.Clock(int track, long unixNanos, int timestamp) -> {
                ByteBuffer echo =
                        ByteBuffer.allocate(16).putInt(track).putLong(unixNanos).putInt(timestamp);
                say(new FromWorker.Payload(CLOCK, echo.array()));
            }
            case ToWorker.Stop _ -> {}
        }
    }

    /** Two of them, and then it goes wrong as the argument says, or listens. */
    private void holdTracks(String argument) throws IOException, MalformedFrame {
        say(new FromWorker.Publish(0, TrackType.VIDEO));
        say(new FromWorker.Publish(1, TrackType.AUDIO));
        sayPid(ProcessHandle.current().pid());
        switch (argument) {
            case "" -> listen(true);
            case "babble" -> babble();
            case "exhaust" -> exhaust();
            case "exit" -> System.exit(7);
            default -> throw new IllegalArgumentException(argument);
        }
    }

    private void publish() throws IOException {
        say(new FromWorker.Publish(0, TrackType.AUDIO));
        say(new FromWorker.Packet(0, 960, true, new byte[] {1, 2, 3}));
        say(new FromWorker.Clock(0, 5, 960));
        say(new FromWorker.Unpublish(0));
        say(new FromWorker.Publish(1, TrackType.VIDEO));
        say(new FromWorker.Finished());
    }

    private void babble() throws IOException {
        Random random = new Random(7);
        byte[] bytes = new byte[1_000];
        while (true) {
            random.nextBytes(bytes);
            out.write(bytes);
        }
    }

    private static void exhaust() {
        while (true) {
            KEPT.add(new byte[1_000_000]);
        }
    }

    private void flood(FromWorker message) throws IOException {
        while (true) {
            say(message);
        }
    }

    /** So many kilobytes of lines. */
    private void noise(int kilobytes) throws IOException {
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        byte[] lines = ("a line of no use" + "\n").repeat(60).getBytes(StandardCharsets.US_ASCII);
        beat();
        for (int i = 0; i < kilobytes; i++) {
            err.write(lines);
        }
        say(new FromWorker.Finished());
    }
}
