package dev.ephyra.conformance.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.conformance.Program;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.PrintedLine;
import dev.ephyra.testkit.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A peer on somebody else's WebRTC stack, in a process of its own that is asked by lines of JSON. Used by one test thread.
 */
final class StackPeer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ENDED = Duration.ofSeconds(10);
    /** A stack's start and 20 s of its own for a welcome, on a busy machine. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Path errors;
    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;
    private int asked;
    private String id = "";

    private StackPeer(List<String> command) throws IOException {
        errors = Files.createTempFile("stack", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * aiortc: DTLS of OpenSSL, SRTP of libsrtp, codecs of FFmpeg, ICE and TURN of its own; in the JSON dialect. Its packages
     * are installed where they are missing.
     */
    static StackPeer aiortc() throws IOException, InterruptedException {
        Program prepared = Program.run(List.of("./prepare"), Map.of(), Duration.ofMinutes(5));
        if (prepared.exitCode() != 0) {
            throw new AssertionError("aiortc cannot be installed:\n" + prepared.output());
        }
        Path python = Path.of("target", "python", "stacks", "bin", "python");
        return new StackPeer(List.of(python.toString(), "src/test/python/aiortc_peer.py"));
    }

    /** webrtc-java: libwebrtc without a browser; in the protobuf dialect. It sends a tone and a picture, and plays nothing. */
    static StackPeer libwebrtc() throws IOException {
        return libwebrtc(List.of());
    }

    /** The same, but it plays what it hears, and sends only a picture. */
    static StackPeer listeningLibwebrtc() throws IOException {
        return libwebrtc(List.of("plays"));
    }

    private static StackPeer libwebrtc(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LibwebrtcPeer.class.getName()));
        command.addAll(arguments);
        return new StackPeer(command);
    }

    /** Joins as its stack does by itself. */
    void join(ServerProcess server, String token) throws IOException {
        join(server, token, JSON.createObjectNode());
    }

    /** Joins, and offers no other SRTP profile than this one, which has OpenSSL's name. */
    void joinWithProfile(ServerProcess server, String token, String profile) throws IOException {
        join(server, token, JSON.createObjectNode().put("srtp", profile));
    }

    /** Joins, and uses the TURN server and nothing else. */
    void joinRelayed(ServerProcess server, String token) throws IOException {
        join(server, token, JSON.createObjectNode().put("relay", true));
    }

    private void join(ServerProcess server, String token, ObjectNode with) throws IOException {
        with.put("url", "ws://" + server.address() + PeerSocketClient.PATH).put("token", token);
        id = ask("join", with).asText();
    }

    String id() {
        return id;
    }

    /** Publishes a tone and a moving picture. */
    void publish() throws IOException {
        ask("publish", JSON.createObjectNode());
    }

    /** What its stack counts. */
    JsonNode stats() throws IOException {
        return ask("stats", JSON.createObjectNode());
    }

    /** Ends its media and then its socket. */
    void leave() throws IOException {
        ask("leave", JSON.createObjectNode());
    }

    @Override
    public void close() {
        try {
            requests.close();
            if (!process.waitFor(ENDED.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            Files.delete(errors);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private JsonNode ask(String call, ObjectNode with) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("id", ++asked).put("call", call);
        request.set("with", with);
        requests.write(request + "\n");
        requests.flush();
        String line = PrintedLine.await(process, answers, ANSWER)
                .orElseThrow(() -> new AssertionError(
                        "it ended, or did not answer " + call + " within " + ANSWER + "\n" + errors()));
        JsonNode answer = JSON.readTree(line);
        if (answer.has("error")) {
            throw new AssertionError(call + ": " + answer.path("error").asText() + "\n" + errors());
        }
        return answer.path("value");
    }

    @Override
    public String toString() {
        return "peer " + id + "\n" + errors();
    }

    private String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
