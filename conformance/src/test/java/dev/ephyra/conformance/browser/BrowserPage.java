package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One peer in a page: the methods of {@code window.peer}, and what its client told it. Used by one test thread; news
 * are added by the driver's reader.
 */
final class BrowserPage implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final long POLL_NANOS = 200_000_000;

    private final BrowserDriver driver;
    private final int number;
    // Guarded by this.
    private final List<PageEvent> events = new ArrayList<>();

    BrowserPage(BrowserDriver driver, int number) {
        this.driver = driver;
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Joins, with the client's own defaults; the peers that were there, as its client sees them. */
    JsonNode join(String address, String token, String metadata, boolean reconnects) {
        ObjectNode given = with().put("host", address)
                .put("token", token)
                .put("reconnect", reconnects)
                .set("metadata", BrowserDriver.json(metadata));
        return call("join", given).path("peers");
    }

    /** Publishes the fake microphone, and the fake camera unless {@code lines} is 0; the ids of the tracks. */
    Set<String> publish(boolean audio, int lines, String metadata) {
        ObjectNode given = with().put("audio", audio).put("lines", lines).set("metadata", BrowserDriver.json(metadata));
        JsonNode ids = call("publish", given);
        return Set.copyOf(stream(ids).map(JsonNode::asText).toList());
    }

    /** Takes back the track of a kind, {@code audio} or {@code video}; its id. */
    String unpublish(String kind) {
        return call("unpublish", with().put("kind", kind)).path("id").asText();
    }

    void updateMetadata(String metadata) {
        call("updateMetadata", with().set("metadata", BrowserDriver.json(metadata)));
    }

    void updateTrackMetadata(String kind, String metadata) {
        call("updateTrackMetadata", with().put("kind", kind).set("metadata", BrowserDriver.json(metadata)));
    }

    /** Leaves the session, and keeps the socket. */
    void leave() {
        call("leave", with());
    }

    /** Closes the socket, which is how the clients go. */
    void disconnect() {
        call("disconnect", with());
    }

    /** Asks the server for data channels; whether they open is not waited for. */
    void openDataChannels() {
        call("openDataChannels", with());
    }

    /** Whether the client's last offer was answered, and the browser took the answer. */
    boolean isAnswered() {
        return call("state", with()).path("answered").asBoolean();
    }

    /** The peers that the client knows now. */
    List<JsonNode> peers() {
        return stream(call("state", with()).path("peers")).toList();
    }

    List<ReceivedTrack> received() {
        return stream(call("stats", with()).path("received"))
                .map(ReceivedTrack::of)
                .toList();
    }

    List<SentTrack> sent() {
        return stream(call("stats", with()).path("sent")).map(SentTrack::of).toList();
    }

    /** Everything the page was told so far, in order. */
    synchronized List<PageEvent> events() {
        return List.copyOf(events);
    }

    synchronized void told(PageEvent event) {
        events.add(event);
        notifyAll();
    }

    /** Waits for the first such event since the page opened. */
    PageEvent awaitEvent(String what, Duration within, Predicate<PageEvent> wanted) {
        return awaitEvents(what, within, 1, wanted).getFirst();
    }

    /** Waits for so many such events since the page opened. */
    synchronized List<PageEvent> awaitEvents(String what, Duration within, int count, Predicate<PageEvent> wanted) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        List<PageEvent> found = events.stream().filter(wanted).toList();
        while (found.size() < count) {
            long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new AssertionError(what + " was not told within " + within + "; told: " + events);
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", interrupted);
            }
            found = events.stream().filter(wanted).toList();
        }
        return found;
    }

    /** Asks for what is received until it is as wanted. */
    List<ReceivedTrack> awaitReceived(String what, Duration within, Predicate<List<ReceivedTrack>> wanted) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (true) {
            List<ReceivedTrack> received = received();
            if (wanted.test(received)) {
                return received;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(
                        what + " was not received within " + within + ": " + received + "; told: " + events());
            }
            pause();
        }
    }

    /** Closes the page, as a person closes a tab. */
    @Override
    public void close() {
        driver.ask(this, with().put("close", true), ANSWER);
    }

    private JsonNode call(String method, ObjectNode given) {
        ObjectNode request = with().put("call", method);
        request.set("with", given);
        return driver.ask(this, request, ANSWER);
    }

    /** Lets a little time pass before another look: the browser counts by itself, and tells nobody. */
    static void pause() {
        long endNanos = System.nanoTime() + POLL_NANOS;
        for (long left = POLL_NANOS; left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static ObjectNode with() {
        return BrowserDriver.JSON.createObjectNode();
    }

    private static Stream<JsonNode> stream(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false);
    }
}
