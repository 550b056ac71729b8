package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Debian's Janus with a configuration of its own: one plugin, one interface, all on the loopback address. */
final class JanusProcess implements AutoCloseable {
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int CONNECT_MILLIS = 500;
    private static final String OTHER_PLUGINS = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,"
            + "libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,"
            + "libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so";
    private final Process process;
    private final Thread killer;
    private final Path folder;
    private final URI base;
    private final InetAddress address;

    private JanusProcess(Process process, Thread killer, Path folder, URI base, InetAddress address) {
        this.process = process;
        this.killer = killer;
        this.folder = folder;
        this.base = base;
        this.address = address;
    }

    /** Starts one and returns when its HTTP interface takes connections. */
    static JanusProcess start(Path folder) throws IOException, ScenarioFailure {
        // Janus passes over the loopback interface whatever it is told.
        String address = System.getenv("BENCH_MEDIA_ADDRESS");
        ScenarioFailure.unless(address != null, "bench/janus makes the network that Janus needs: start that");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("janus.jcfg"), general(folder, address));
        Files.writeString(folder.resolve("janus.transport.http.jcfg"), http(port));
        Files.writeString(folder.resolve("janus.plugin.videoroom.jcfg"), "general: {\n}\n");
        Process process = new ProcessBuilder("janus", "-F", folder.toString(), "-C", folder + "/janus.jcfg")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("janus.log").toFile())
                .start();
        Thread killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        JanusProcess janus = new JanusProcess(
                process,
                killer,
                folder,
                URI.create("http://127.0.0.1:" + port + "/janus"),
                InetAddress.ofLiteral(address));
        long endNanos = System.nanoTime() + READY_NANOS;
        while (!answers(port)) {
            if (System.nanoTime() - endNanos > 0 || !process.isAlive()) {
                String log = Files.readString(folder.resolve("janus.log"));
                janus.close();
                throw new ScenarioFailure("Janus did not start: " + log.substring(Math.max(0, log.length() - 500)));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return janus;
    }

    private static String general(Path folder, String address) {
        return """
            general: {
              configs_folder = "%s"
              server_name = "bench"
              debug_level = 2
              debug_colors = false
              session_timeout = 0
            }
            media: {
              rtp_port_range = "20000-40000"
              no_media_timer = 0
            }
            nat: {
              ice_enforce_list = "%s"
            }
            plugins: {
              disable = "%s"
            }
            transports: {
              disable = "libjanus_websockets.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so"
            }
            """.formatted(folder, address, OTHER_PLUGINS);
    }

    private static String http(int port) {
        return """
            general: {
              json = "compact"
              base_path = "/janus"
              http = true
              port = %d
              ip = "127.0.0.1"
              https = false
            }
            admin: {
              admin_http = false
            }
            """.formatted(port);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Of its media, and where its clients should be: it does not check a path from there to the loopback address. */
    InetAddress address() {
        return address;
    }

    URI base() {
        return base;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        Runtime.getRuntime().removeShutdownHook(killer);
        ServerUnderLoad.deleteFolder(folder);
    }
}
