package dev.ephyra.component.rtsp.camera;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client. Requests are read and answered on its own thread, media come from another one; whoever writes
 * holds the conversation's lock.
 */
public final class CameraConversation implements AutoCloseable {
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=(\\d+)");
    private static final int INTERLEAVED = '$';
    private static final String SESSION = "Session: 4711;timeout=2\r\n";

    private final ScriptedCamera camera;
    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;
    private @Nullable InetSocketAddress target;
    private volatile boolean hasSound;
    private volatile boolean isOver;

    CameraConversation(ScriptedCamera camera, Socket socket) throws IOException {
        this.camera = camera;
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
        this.output = new BufferedOutputStream(socket.getOutputStream());
    }

    /** Until the client goes, or the camera does. */
    void run() {
        try (socket) {
            for (Optional<CameraRequest> request = read(); request.isPresent(); request = read()) {
                camera.asked(request.get());
                camera.answer(request.get()).to(request.get(), this);
            }
        } catch (IOException _) {
            // Clients go as they like.
        } finally {
            isOver = true;
        }
    }

    private Optional<CameraRequest> read() throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next >= 0; next = input.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String whole = line.toString().stripTrailing();
            line.setLength(0);
            if (whole.isEmpty()) {
                return Optional.of(CameraRequest.of(lines));
            }
            lines.add(whole);
        }
        return Optional.empty();
    }

    /** Sends any bytes. */
    public void raw(byte[] bytes) throws IOException {
        synchronized (output) {
            output.write(bytes);
            output.flush();
        }
    }

    /** The same in ASCII. */
    public void raw(String text) throws IOException {
        raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Answers.
     *
     * @param headers whole lines with their ends
     */
    public void reply(CameraRequest request, String status, String headers, String body) throws IOException {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        raw("RTSP/1.0 " + status + "\r\nCSeq: " + request.header("cseq") + "\r\n" + headers + length + "\r\n" + body);
    }

    /** Sends a packet between the answers (RFC 2326 section 10.12). */
    public void interleaved(int channel, byte[] packet) throws IOException {
        byte[] head = {INTERLEAVED, (byte) channel, (byte) (packet.length >> 8), (byte) packet.length};
        synchronized (output) {
            output.write(head);
            output.write(packet);
            output.flush();
        }
    }

    /** As a camera in order answers SETUP: over UDP if it is asked to, and it does that. */
    public void setUp(CameraRequest request) throws IOException {
        boolean isSound = request.uri().endsWith("/" + CameraSound.CONTROL);
        setUpSaying(request, (isSound ? camera.sound() : camera.media()).getLocalPort());
    }

    /** The same, and says that it sends from this port, where that is by UDP. */
    public void setUpSaying(CameraRequest request, int serverPort) throws IOException {
        Matcher port = CLIENT_PORT.matcher(request.header("transport"));
        boolean isSound = request.uri().endsWith("/" + CameraSound.CONTROL);
        if (port.find() && camera.isTcpOnly()) {
            reply(request, "461 Unsupported Transport", "", "");
            return;
        }
        String transport = request.header("transport");
        if (transport.startsWith("RTP/AVP;")) {
            int clientPort = Integer.parseInt(port.group(1));
            target = new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort);
            transport += ";server_port=" + serverPort;
        }
        hasSound |= isSound;
        reply(request, "200 OK", SESSION + "Transport: " + transport + "\r\n", "");
    }

    /** As a camera in order answers PLAY: media begin, and go on until this ends. */
    public void play(CameraRequest request) throws IOException {
        reply(request, "200 OK", "", "");
        Thread.ofVirtual().start(this::sendMedia);
    }

    private void sendMedia() {
        CameraPictures pictures = new CameraPictures(camera.nextSsrc());
        CameraSound sound = new CameraSound(camera.nextSsrc());
        long nextNanos = System.nanoTime();
        try {
            while (!isOver) {
                for (byte[] packet : pictures.next()) {
                    send(camera.tampered(packet), camera.media(), 0);
                }
                for (int i = 0; hasSound && i < CameraSound.PER_SECOND / CameraPictures.PER_SECOND; i++) {
                    send(sound.next(), camera.sound(), 2);
                }
                nextNanos += TimeUnit.SECONDS.toNanos(1) / CameraPictures.PER_SECOND;
                for (long left = nextNanos - System.nanoTime(); left > 0; left = nextNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        } catch (IOException _) {
            // The client is gone, or the camera.
        }
    }

    private void send(byte[] packet, DatagramSocket from, int channel) throws IOException {
        if (target != null) {
            from.send(new DatagramPacket(packet, packet.length, target));
        } else {
            interleaved(channel, packet);
        }
    }

    /** As a power cut does. */
    @Override
    public void close() throws IOException {
        isOver = true;
        socket.close();
    }
}
