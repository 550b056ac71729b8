package dev.ephyra.conformance;

import dev.ephyra.testkit.PrintedLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An IP camera: GStreamer's RTSP server in a process of its own, as {@code src/test/python/camera.py} starts it. */
public final class Camera implements AutoCloseable {
    /** Python, GStreamer and its registry of plugins, which a first start makes. */
    private static final Duration READY = Duration.ofSeconds(60);

    private static final Path SCRIPT = Path.of("src/test/python/camera.py");

    private final int port;
    private final List<String> arguments;
    private Process process;

    private Camera(int port, List<String> arguments) throws IOException {
        this.port = port;
        this.arguments = arguments;
        this.process = start();
    }

    /** Whether this machine has what it needs. */
    public static boolean isAvailable() throws IOException, InterruptedException {
        List<String> command = List.of("/usr/bin/python3", SCRIPT.toString(), "check");
        return Program.run(command, Map.of(), READY).exitCode() == 0;
    }

    /** Starts one that listens on a free port. {@code options} are transport, method and sound, as in the script. */
    public static Camera start(String... options) throws IOException {
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }
        return new Camera(free, List.of(options));
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", SCRIPT.toString(), Integer.toString(port)));
        command.addAll(arguments);
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        Optional<String> line = PrintedLine.await(started, output, READY);
        if (!line.equals(Optional.of("ready"))) {
            started.destroyForcibly();
            throw new IOException("the camera did not start within " + READY + ": " + line);
        }
        return started;
    }

    /** Where it is, with these credentials. */
    public String uri(String user, String password) {
        return "rtsp://" + user + ":" + password + "@127.0.0.1:" + port + "/live";
    }

    /** Takes it away as a power cut does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** It stands still, and its connections with it. */
    public void stand() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** It goes on where it stood. */
    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
        Program.run(command, java.util.Map.of(), Duration.ofSeconds(10));
    }

    /** It is there again, at the same address. */
    public void restart() throws IOException {
        process = start();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
