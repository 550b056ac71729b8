package dev.ephyra.component.rtsp;

import dev.ephyra.component.ComponentFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one session with a camera, and the loop that serves them. Owned by the component's thread, which sleeps
 * here in the selector only.
 */
final class CameraConnection implements AutoCloseable {
    /** For the TCP connection. */
    private static final long CONNECT_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** So long it sleeps at most; while packets wait for one that they overtook, a twentieth of what that may take. */
    private static final long LONGEST_SLEEP_MILLIS = 200;

    private static final long ORDERING_SLEEP_MILLIS = 5;
    private static final int MAX_DATAGRAM_BYTES = 65_535;

    /** Between two looks at the time: who floods the port may cost packets, and not the component. */
    private static final int MOST_DATAGRAMS_A_TURN = 512;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Logger LOG = LoggerFactory.getLogger(CameraConnection.class);

    private final Selector selector;
    private final SocketChannel control;
    private final @Nullable CameraPort media;
    private final InetAddress camera;
    private final boolean pierceNat;
    private final Runnable alive;
    private final RtspSession session;
    private final ByteBuffer input = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
    private @Nullable CameraStream stream;
    private @Nullable AudioStream audio;
    private RtspOutput.@Nullable Failure failure;
    private SenderPort videoPort = new SenderPort(OptionalInt.empty());
    private SenderPort audioPort = new SenderPort(OptionalInt.empty());

    /**
     * How media are to come.
     *
     * @param media to this port by UDP; empty where they are to come inside the connection
     * @param wantsAudio whether audio is to come too where it can be taken
     */
    record Wish(Optional<CameraPort> media, boolean wantsAudio) {}

    /** Takes what a session brings. */
    interface Receiver {
        /** Pictures come from now on. */
        CameraStream video(CameraVideo described);

        /** Audio comes beside them. */
        AudioStream audio(CameraAudio.Opus described);

        /** Audio that there is does not come. The reason is for people. */
        void audioLeftOut(String why);
    }

    private CameraConnection(
            Selector selector,
            SocketChannel control,
            @Nullable CameraPort media,
            InetAddress camera,
            boolean pierceNat,
            Runnable alive,
            RtspSession session) {
        this.selector = selector;
        this.control = control;
        this.media = media;
        this.camera = camera;
        this.pierceNat = pierceNat;
        this.alive = alive;
        this.session = session;
    }

    /**
     * Connects.
     *
     * @throws CameraUnreachable if nobody answers there now
     * @throws ComponentFailure if the UDP port cannot be had
     */
    static CameraConnection open(
            InetAddress camera, RtspAddress address, RtspOptions options, Wish wish, Runnable alive)
            throws CameraUnreachable, ComponentFailure, IOException, InterruptedException {
        Selector selector = Selector.open();
        SocketChannel control = null;
        try {
            Optional<String> ports = Optional.empty();
            if (wish.media().isPresent()) {
                ports = Optional.of(Integer.toString(wish.media().get().bind(alive)));
            }
            control = connect(new InetSocketAddress(camera, address.port()), selector, alive);
            control.register(selector, SelectionKey.OP_READ);
            byte[] nonce = new byte[8];
            RANDOM.nextBytes(nonce);
            RtspSession session = new RtspSession(
                    new RtspSession.Plan(
                            address,
                            ports,
                            wish.wantsAudio(),
                            options.keepAliveInterval().toNanos(),
                            HexFormat.of().formatHex(nonce)),
                    System.nanoTime());
            return new CameraConnection(
                    selector, control, wish.media().orElse(null), camera, options.pierceNat(), alive, session);
        } catch (CameraUnreachable | ComponentFailure | IOException | InterruptedException | RuntimeException failed) {
            closeAll(selector, control, wish.media().orElse(null));
            throw failed;
        }
    }

    private static SocketChannel connect(InetSocketAddress camera, Selector selector, Runnable alive)
            throws CameraUnreachable, IOException, InterruptedException {
        SocketChannel control = SocketChannel.open();
        boolean isConnected = false;
        try {
            isConnected = finish(control, camera, selector, alive);
        } catch (IOException refused) {
            throw new CameraUnreachable("No connection: " + refused.getMessage());
        } finally {
            if (!isConnected) {
                control.close();
            }
        }
        if (!isConnected) {
            throw new CameraUnreachable("No connection in time");
        }
        return control;
    }

    /** Whether it is connected in time. */
    private static boolean finish(SocketChannel control, InetSocketAddress camera, Selector selector, Runnable alive)
            throws IOException, InterruptedException {
        control.configureBlocking(false);
        control.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean isConnected = control.connect(camera);
        SelectionKey key = control.register(selector, SelectionKey.OP_CONNECT);
        long deadlineNanos = System.nanoTime() + CONNECT_DEADLINE_NANOS;
        while (!isConnected && System.nanoTime() - deadlineNanos < 0) {
            alive.run();
            selector.select(LONGEST_SLEEP_MILLIS);
            selector.selectedKeys().clear();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            isConnected = control.finishConnect();
        }
        key.interestOps(SelectionKey.OP_READ);
        return isConnected;
    }

    /**
     * Serves the session until it ends. {@code receiver} takes what comes.
     *
     * @throws ComponentFailure if what comes cannot be taken
     */
    RtspOutput.Failure run(Receiver receiver) throws ComponentFailure, IOException, InterruptedException {
        while (true) {
            alive.run();
            carryOut(receiver);
            if (failure != null) {
                return failure;
            }
            long untilMillis = TimeUnit.NANOSECONDS.toMillis(session.nextDeadlineNanos() - System.nanoTime());
            long longest = isOrdering() ? ORDERING_SLEEP_MILLIS : LONGEST_SLEEP_MILLIS;
            selector.select(Math.clamp(untilMillis, 1, longest));
            selector.selectedKeys().clear();
            if (Thread.interrupted()) {
                farewell();
                throw new InterruptedException();
            }
            readControl();
            // What begins with the answer to PLAY is in the socket by now.
            carryOut(receiver);
            readMedia();
            long nowNanos = System.nanoTime();
            session.onTime(nowNanos);
            if (stream != null) {
                stream.onTime(nowNanos);
            }
            if (audio != null) {
                audio.onTime(nowNanos);
            }
        }
    }

    private boolean isOrdering() {
        return (stream != null && stream.isWaiting()) || (audio != null && audio.isWaiting());
    }

    private void carryOut(Receiver receiver) throws ComponentFailure, IOException {
        for (RtspOutput output : session.drain()) {
            switch (output) {
                case RtspOutput.Send(byte[] bytes) -> send(bytes);
                case RtspOutput.Starting() -> {
                    if (media != null) {
                        media.discard();
                    }
                }
                case RtspOutput.Playing playing -> begin(playing, receiver);
                case RtspOutput.AudioLeftOut(String why) -> receiver.audioLeftOut(why);
                case RtspOutput.Media(byte[] packet) -> {
                    if (stream != null) {
                        receive(stream, packet, packet.length);
                    }
                }
                case RtspOutput.Failed(RtspOutput.Failure why) -> failure = why;
            }
        }
    }

    /** Requests are short; who does not even take one is gone. */
    private void send(byte[] bytes) {
        ByteBuffer output = ByteBuffer.wrap(bytes);
        try {
            control.write(output);
            if (output.hasRemaining()) {
                session.closed("The camera takes no requests");
            }
        } catch (IOException broken) {
            session.closed("The connection is lost: " + broken.getMessage());
        }
    }

    private void begin(RtspOutput.Playing playing, Receiver receiver) throws IOException {
        stream = receiver.video(playing.video());
        audio = playing.audio().map(receiver::audio).orElse(null);
        if (media == null) {
            return;
        }
        media.register(selector);
        videoPort = new SenderPort(playing.serverPorts().getFirst());
        audioPort = new SenderPort(playing.serverPorts().getLast());
        if (pierceNat) {
            playing.serverPorts().forEach(said -> said.ifPresent(port -> pierce(media, port)));
        }
    }

    /** A way that cannot be opened may be open: whether anything comes tells. */
    private void pierce(CameraPort from, int serverPort) {
        try {
            from.send(ByteBuffer.allocate(0), new InetSocketAddress(camera, serverPort));
        } catch (IOException closed) {
            LOG.debug("No datagram could be sent to a camera", closed);
        }
    }

    private void readControl() {
        try {
            input.clear();
            int read = control.read(input);
            if (read < 0) {
                session.closed("The camera closed the connection");
            } else if (read > 0) {
                session.receive(input.array(), read, System.nanoTime());
            }
        } catch (IOException broken) {
            session.closed("The connection is lost: " + broken.getMessage());
        }
    }

    /** From the camera's own address only. */
    private void readMedia() throws ComponentFailure, IOException {
        if (media == null || stream == null) {
            return;
        }
        for (int count = 0; count < MOST_DATAGRAMS_A_TURN; count++) {
            input.clear();
            InetSocketAddress from = media.receive(input);
            if (from == null) {
                return;
            }
            boolean isAudio = audio != null && audio.owns(input.array(), input.position());
            SenderPort port = isAudio ? audioPort : videoPort;
            if (from.getAddress().equals(camera) && port.takes(from.getPort())) {
                receive(stream, input.array(), input.position());
            }
        }
    }

    private void receive(CameraStream into, byte[] packet, int length) throws ComponentFailure {
        long nowNanos = System.nanoTime();
        if (audio != null && audio.owns(packet, length)) {
            audio.receive(packet, length, nowNanos);
            return;
        }
        switch (into.receive(packet, length, nowNanos)) {
            case VIDEO -> session.mediaCame();
            case FOREIGN -> session.foreignMediaCame(nowNanos);
            case NOTHING -> {}
        }
    }

    private void farewell() {
        session.end();
        for (RtspOutput output : session.drain()) {
            if (output instanceof RtspOutput.Send(byte[] bytes)) {
                send(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closeAll(selector, control, media);
    }

    private static void closeAll(Selector selector, @Nullable SocketChannel control, @Nullable CameraPort media)
            throws IOException {
        try {
            if (control != null) {
                control.close();
            }
        } finally {
            // A channel that a selector knows keeps its port until that lets it go.
            selector.close();
            if (media != null) {
                media.sessionEnded();
            }
        }
    }
}
