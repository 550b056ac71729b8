package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.testkit.PrintedLine;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.FeedbackTypes;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@link BareFanOut} in a process of its own. */
public final class BareForwarding implements ForwardingServer {
    private static final Duration JOINED_WITHIN = Duration.ofSeconds(10);
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);
    private static final int PAYLOAD_TYPE = 96;

    private final Process process;
    private final int port;

    private BareForwarding(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** With the collector of the server. */
    public static BareForwarding start() throws IOException, ScenarioFailure {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms288m",
                        "-Xmn160m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareFanOut.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String first = PrintedLine.await(process, process.inputReader(StandardCharsets.US_ASCII), STARTED_WITHIN)
                .orElse("it printed nothing");
        if (!first.matches("[0-9]+")) {
            process.destroyForcibly();
            throw new ScenarioFailure("the bare fan-out did not start: " + first);
        }
        return new BareForwarding(process, Integer.parseInt(first));
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Audience join(MediaLoad load) throws IOException, ScenarioFailure {
        Audience audience = new Audience(() -> {});
        ClientSocket socket = open();
        SecureLink link = new KeyedLink(socket, BareFanOut.PUBLISHER);
        NegotiatedLine line = new NegotiatedLine(
                "0",
                Direction.SENDONLY,
                load.codec(),
                PAYLOAD_TYPE,
                -1,
                ExtensionIds.NONE,
                FeedbackTypes.NONE,
                List.of(),
                List.of());
        PublishedStream stream =
                new PublishedStream(link, line, ClientIdentity.random(), load.packetBytes(), System.nanoTime());
        audience.publisher(new MediaClient(socket, link, stream), stream);
        for (int index = 0; index < load.subscribers(); index++) {
            ClientSocket one = open();
            audience.subscriber(new MediaClient(one, new KeyedLink(one, BareFanOut.SUBSCRIBER), null));
        }
        audience.runUntil("joining", JOINED_WITHIN, audience::areEstablished);
        return audience;
    }

    private ClientSocket open() throws IOException {
        ClientSocket socket = ClientSocket.open();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
