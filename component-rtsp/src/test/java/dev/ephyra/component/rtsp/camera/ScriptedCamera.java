package dev.ephyra.component.rtsp.camera;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An IP camera on the loopback address: a small RTSP server (RFC 2326) that behaves until a test says how it shall not. What
 * it is told holds for requests and packets from then on. Thread-safe.
 */
public final class ScriptedCamera implements AutoCloseable {
    private static final long POLL_NANOS = 10_000_000;
    private static final String PATH = "/live";

    /** What is done about a request. */
    @FunctionalInterface
    public interface Answer {
        /** No answer at all. */
        Answer SILENCE = (_, _) -> {};

        void to(CameraRequest request, CameraConversation conversation) throws IOException;
    }

    private final int port;
    private final DatagramSocket media = new DatagramSocket(new InetSocketAddress(loopback(), 0));
    private final DatagramSocket sound = new DatagramSocket(new InetSocketAddress(loopback(), 0));
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<CameraRequest> requests = new CopyOnWriteArrayList<>();
    private final Set<CameraConversation> conversations = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger piercings = new AtomicInteger();
    private final AtomicInteger sources = new AtomicInteger(1_000);
    private volatile ServerSocket listener;
    private volatile Thread acceptor = Thread.currentThread();
    private volatile SocketChannel reserved = SocketChannel.open();
    private volatile CameraGuard guard = new CameraGuard.Open();
    private volatile String codec = "H264";
    private volatile String audio = "m=audio 0 RTP/AVP 8\r\n";
    private volatile UnaryOperator<byte[]> tampering = UnaryOperator.identity();
    private volatile boolean isTcpOnly;

    /** Listens on a free port. */
    public ScriptedCamera() throws IOException {
        listener = new ServerSocket(0, 50, loopback());
        port = listener.getLocalPort();
        answers.put("OPTIONS", (request, to) -> to.reply(request, "200 OK", "Public: DESCRIBE\r\n", ""));
        answers.put("DESCRIBE", this::describe);
        answers.put("SETUP", (request, to) -> to.setUp(request));
        answers.put("PLAY", (request, to) -> to.play(request));
        answers.put("GET_PARAMETER", (request, to) -> to.reply(request, "200 OK", "", ""));
        answers.put("TEARDOWN", (request, to) -> to.reply(request, "200 OK", "", ""));
        Thread.ofVirtual().start(() -> takeDatagrams(media));
        Thread.ofVirtual().start(() -> takeDatagrams(sound));
        listen(listener);
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private void listen(ServerSocket from) {
        acceptor = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = from.accept();
                    accepted.incrementAndGet();
                    CameraConversation conversation = new CameraConversation(this, socket);
                    conversations.add(conversation);
                    Thread.ofVirtual().start(() -> {
                        conversation.run();
                        conversations.remove(conversation);
                    });
                }
            } catch (IOException _) {
                // It was taken away.
            }
        });
    }

    /** What clients send to the ports of its media, which is nothing but the opening of their way. */
    private void takeDatagrams(DatagramSocket at) {
        DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
        try {
            while (true) {
                at.receive(packet);
                piercings.incrementAndGet();
            }
        } catch (IOException _) {
            // The camera has been closed.
        }
    }

    private void describe(CameraRequest request, CameraConversation conversation) throws IOException {
        String description =
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\n" + audio + "a=control:" + CameraSound.CONTROL
                        + "\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 " + codec + "/90000\r\na=control:picture\r\n";
        conversation.reply(
                request,
                "200 OK",
                "Content-Type: application/sdp\r\nContent-Base: rtsp://127.0.0.1:" + port + PATH + "/\r\n",
                description);
    }

    /** Where it is. */
    public String uri() {
        return "rtsp://127.0.0.1:" + port + PATH;
    }

    /** The same with credentials. */
    public String uri(String user, String password) {
        return "rtsp://" + user + ":" + password + "@127.0.0.1:" + port + PATH;
    }

    /** Answers a method in another way. */
    public ScriptedCamera on(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    /** Wants Basic. */
    public ScriptedCamera withBasic(String user, String password) {
        guard = new CameraGuard.Basic(user, password);
        return this;
    }

    /** Wants Digest. */
    public ScriptedCamera withDigest(String user, String password) {
        guard = new CameraGuard.Digest(user, password);
        return this;
    }

    /** Describes its video as one of this codec. */
    public ScriptedCamera withCodec(String encodingName) {
        codec = encodingName;
        return this;
    }

    /** Has audio of this codec, as in {@code rtpmap}, which is sent once it is set up; without this it describes G.711. */
    public ScriptedCamera withAudio(String mapping) {
        audio = "m=audio 0 RTP/AVP " + CameraSound.PAYLOAD_TYPE + "\r\na=rtpmap:" + CameraSound.PAYLOAD_TYPE + " "
                + mapping + "\r\n";
        return this;
    }

    /** Sends media inside the connection only. */
    public ScriptedCamera withTcpOnly() {
        isTcpOnly = true;
        return this;
    }

    /** Changes each packet of media before it is sent. */
    public ScriptedCamera tampering(UnaryOperator<byte[]> change) {
        tampering = change;
        return this;
    }

    /** As a power cut does: no connection is left, and none is taken. Its port stays its own. */
    public void vanish() throws IOException {
        end();
        reserved = reserve();
    }

    private void end() throws IOException {
        listener.close();
        try {
            // A socket that somebody waits at is closed by the one who waits.
            acceptor.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (CameraConversation conversation : conversations) {
            conversation.close();
        }
    }

    /** It is there again, at the same address. */
    public void comeBack() throws IOException {
        listener = new ServerSocket(port, 50, loopback());
        reserved.close();
        listen(listener);
    }

    /** A socket that is bound and does not listen refuses connections, and keeps others from the port. */
    private SocketChannel reserve() throws IOException {
        SocketChannel holding = SocketChannel.open();
        holding.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        holding.bind(new InetSocketAddress(loopback(), port));
        return holding;
    }

    /** Everything it was asked, in order. */
    public List<CameraRequest> requests() {
        return List.copyOf(requests);
    }

    /** Connections it has taken so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Connections that are open. */
    public int open() {
        return conversations.size();
    }

    /** Datagrams that opened a way. */
    public int piercings() {
        return piercings.get();
    }

    /** Waits until the condition holds; fails with what it was asked if it does not in time. */
    public void await(String what, Duration within, Predicate<ScriptedCamera> condition) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (!condition.test(this)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(what + " did not happen within " + within + "; asked: " + requests);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    Answer answer(CameraRequest request) {
        var challenge = guard.challenge(request);
        if (challenge.isPresent() && !request.method().equals("OPTIONS")) {
            String header = "WWW-Authenticate: " + challenge.get() + "\r\n";
            return (refused, to) -> to.reply(refused, "401 Unauthorized", header, "");
        }
        return answers.getOrDefault(request.method(), (unknown, to) -> to.reply(unknown, "501 Unknown", "", ""));
    }

    void asked(CameraRequest request) {
        requests.add(request);
    }

    byte[] tampered(byte[] packet) {
        return tampering.apply(packet);
    }

    boolean isTcpOnly() {
        return isTcpOnly;
    }

    DatagramSocket media() {
        return media;
    }

    DatagramSocket sound() {
        return sound;
    }

    int nextSsrc() {
        return sources.getAndIncrement();
    }

    @Override
    public void close() {
        try {
            end();
            reserved.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        media.close();
        sound.close();
    }
}
