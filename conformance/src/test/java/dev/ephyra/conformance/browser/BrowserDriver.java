package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.conformance.Program;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One Chromium, driven by {@code src/test/js/browser/driver.mjs} over lines of JSON. Requests may come from any thread;
 * {@link #close()} ends the driver and the browser with all its pages.
 */
final class BrowserDriver implements AutoCloseable {
    /** Which published package a page runs. */
    enum Client {
        /** {@code @fishjam-cloud/ts-client}, in the protobuf dialect. */
        MODERN,
        /** {@code @fishjam-dev/ts-client}, in the JSON dialect; its media goes through TURN only. */
        LEGACY,
        /** {@code @jellyfish-dev/ts-client-sdk}, the same under its first name. */
        JELLYFISH
    }

    static final ObjectMapper JSON = new ObjectMapper();

    // The first page waits for the browser's start, on a busy machine.
    private static final Duration OPENED = Duration.ofSeconds(60);
    private static final Duration ENDED = Duration.ofSeconds(10);

    private final Path errors;
    private final Process process;
    private final Writer requests;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<Integer, BrowserPage> pages = new ConcurrentHashMap<>();

    private BrowserDriver(List<String> launcher) throws IOException {
        errors = Files.createTempFile("browser", ".log");
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of("node", "src/test/js/browser/driver.mjs"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("PACKAGES", Path.of("target", "browser").toString());
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("browser-answers").start(this::read);
    }

    /**
     * Starts a browser, after installing the packages where they are missing.
     *
     * @param launcher command words before {@code node}, such as {@code ip netns exec NAME}
     */
    static BrowserDriver start(List<String> launcher) throws IOException, InterruptedException {
        Program prepared = Program.run(List.of("./prepare"), Map.of(), Duration.ofMinutes(5));
        if (prepared.exitCode() != 0) {
            throw new AssertionError("the browser's packages cannot be installed:\n" + prepared.output());
        }
        return new BrowserDriver(launcher);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("not JSON: " + text, notJson);
        }
    }

    /**
     * A page as of a browser of its own; its peer has not joined yet.
     *
     * @param onlyTcp whether its network lets no UDP through
     */
    BrowserPage open(Client client, boolean onlyTcp) {
        BrowserPage page = new BrowserPage(this, opened.incrementAndGet());
        pages.put(page.number(), page);
        ObjectNode request = JSON.createObjectNode()
                .put("open", client.name().toLowerCase(Locale.ROOT))
                .put("onlyTcp", onlyTcp);
        ask(page, request, OPENED);
        return page;
    }

    /** Sends one request about a page and waits for the answer; fails with {@link PageException} where the page threw. */
    JsonNode ask(BrowserPage page, ObjectNode request, Duration within) {
        int id = asked.incrementAndGet();
        CompletableFuture<JsonNode> answering = new CompletableFuture<>();
        answers.put(id, answering);
        try {
            send(request.put("page", page.number()).put("id", id));
            JsonNode answer = answering.get(within.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.has("error")) {
                throw new PageException(answer.path("error").asText());
            }
            return answer.path("value");
        } catch (TimeoutException late) {
            throw new AssertionError(
                    "no answer within " + within + " to " + request + "; told: " + page.events() + "\n" + errors(),
                    late);
        } catch (ExecutionException | IOException ended) {
            throw new AssertionError("the driver ended before it answered " + request + "\n" + errors(), ended);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        } finally {
            answers.remove(id);
        }
    }

    @Override
    public void close() {
        try {
            // The driver ends the browser when its input ends.
            requests.close();
            if (!process.waitFor(ENDED.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            Files.delete(errors);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private synchronized void send(ObjectNode request) throws IOException {
        requests.write(request + "\n");
        requests.flush();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                receive(json(line));
            }
            answers.values().forEach(answer -> answer.completeExceptionally(new IOException("end of output")));
        } catch (IOException failure) {
            answers.values().forEach(answer -> answer.completeExceptionally(failure));
        }
    }

    private void receive(JsonNode line) {
        if (line.has("event")) {
            BrowserPage page = pages.get(line.path("page").asInt());
            if (page != null) {
                page.told(PageEvent.of(line.path("event")));
            }
        } else {
            CompletableFuture<JsonNode> answering = answers.get(line.path("id").asInt());
            if (answering != null) {
                answering.complete(line);
            }
        }
    }

    private String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
