package dev.ephyra.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies in the form of the original servers', written after their sources; see {@code recorded/README.md}. */
final class Recorded {
    static final List<String> SUCCESSES = List.of(
            "created-room.json",
            "created-room-jellyfish-0.5.json",
            "room.json",
            "room-jellyfish-0.2.json",
            "rooms.json",
            "added-peer.json",
            "added-peer-jellyfish-0.4.json",
            "component-hls.json",
            "recordings.json",
            "health.json",
            "health-jellyfish-0.4.json");

    private Recorded() {}

    static String body(String name) {
        try (InputStream in = Recorded.class.getResourceAsStream("recorded/" + name)) {
            if (in == null) {
                throw new AssertionError("no such body: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The calls that have results, each in turn. */
    static List<ApiCall<?>> calls() {
        RoomCalls calls = new RoomCalls(ServerAddress.of("localhost:5002", false));
        return List.of(
                calls.createRoom(RoomOptions.defaults()),
                calls.getRoom("blue"),
                calls.getAllRooms(),
                calls.addPeer("blue", PeerOptions.webRtc()),
                calls.addComponent("blue", ComponentOptions.hls()),
                calls.getRecordings(),
                calls.health());
    }
}
