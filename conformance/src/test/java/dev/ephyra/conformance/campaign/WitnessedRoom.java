package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.peer.SyntheticPeer;
import dev.ephyra.conformance.peer.SyntheticPeer.Reception;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A room in which one peer publishes and another one counts what it gets, while its components are hurt: no packet of the
 * former may be missing at the latter. Owned by one test thread.
 */
final class WitnessedRoom implements AutoCloseable {
    static final String ANY_CODEC = "null";
    static final String H264 = "\"h264\"";

    /** At 50 packets of audio a second, half a second. */
    private static final int PACKETS = 25;

    private final ComponentScene scene;
    private final String id;
    private final SyntheticPeer publisher;
    private final SyntheticPeer viewer;
    private final List<String> published;
    private final List<String> components = new ArrayList<>();

    /** Packets that nobody could have kept: their server stood still. */
    private long forgiven;

    private WitnessedRoom(ComponentScene scene, String id, String codec) throws IOException {
        this.scene = scene;
        this.id = id;
        this.publisher = peer();
        this.viewer = peer();
        // Synthetic video is VP8.
        Codec[] codecs = codec.equals(ANY_CODEC) ? new Codec[] {Codec.OPUS, Codec.VP8} : new Codec[] {Codec.OPUS};
        this.published = publisher.publish(codecs);
    }

    static WitnessedRoom open(ComponentScene scene, String id, String codec) throws IOException {
        String options = "{\"roomId\":\"" + id + "\",\"videoCodec\":" + codec + "}";
        assertThat(scene.rest.createRoom(options).status()).isEqualTo(201);
        WitnessedRoom room = new WitnessedRoom(scene, id, codec);
        scene.await("media of the publisher", room::goesOn);
        return room;
    }

    private SyntheticPeer peer() throws IOException {
        JsonNode added = scene.rest.addPeer(id).data();
        String token = added.path("token").asText();
        return SyntheticPeer.join(scene.peers, scene.server.port(), token, "null", ComponentScene.SOON);
    }

    String id() {
        return id;
    }

    /** Adds a file; the component's id. */
    String addFile(String name) {
        return add("file", "\"filePath\":\"" + name + "\"");
    }

    /** Adds a camera with short waits; the component's id. */
    String addCamera(String uri) {
        return add(
                "rtsp",
                "\"sourceUri\":\"" + uri + "\",\"rtpPort\":0,\"reconnectDelay\":500,\"keepAliveInterval\":1000");
    }

    private String add(String type, String options) {
        RestAnswer added = scene.rest.post(
                "/room/" + id + "/component", "{\"type\":\"" + type + "\",\"options\":{" + options + "}}");
        assertThat(added.status()).as(added.toString()).isEqualTo(201);
        String component = added.data().path("id").asText();
        components.add(component);
        return component;
    }

    /** Packets of a component that the viewer got so far. */
    long packetsOf(String component) {
        return viewer.received().values().stream()
                .filter(reception -> reception.trackId().startsWith(component + ":"))
                .mapToLong(Reception::packets)
                .sum();
    }

    /** Waits for so many more of them; how long it took. */
    Duration awaitPackets(String component, int more) {
        long wanted = packetsOf(component) + more;
        return scene.await(more + " more packets of " + component, () -> packetsOf(component) >= wanted);
    }

    boolean hasCrashed(String component) {
        return story(component).contains("ComponentCrashed");
    }

    /** Waits until it is told that a component has ended by itself, as with TrackRemoved alone. */
    void awaitFinished(String component) {
        scene.await(
                "the end of " + component,
                () -> story(component).equals(List.of("TrackAdded", "TrackRemoved")) && !isListed(component));
        assertThat(scene.crashReasons(id)).isEmpty();
    }

    /** Waits for a component's crash: told once, behind the end of its tracks, with the reason in history and log. */
    Duration awaitCrashed(String component, boolean hadTrack, String reason) {
        Duration took = scene.await("the crash of " + component, () -> hasCrashed(component));
        assertThat(story(component))
                .containsExactlyElementsOf(
                        hadTrack
                                ? List.of("TrackAdded", "TrackRemoved", "ComponentCrashed")
                                : List.of("ComponentCrashed"));
        assertThat(isListed(component)).isFalse();
        assertThat(scene.crashReasons(id)).hasSize(1).first().asString().contains(reason);
        String logged = scene.crashReasons(id).getFirst();
        assertThat(scene.server.log().lines())
                .filteredOn(line -> line.contains(component) && line.contains(logged))
                .hasSize(1);
        return took;
    }

    /** A component goes on to be in the room, and nothing was told but its track, if it has one. */
    void assertLives(String component, boolean hasTrack) {
        assertThat(isListed(component)).isTrue();
        assertThat(story(component)).isEqualTo(hasTrack ? List.of("TrackAdded") : List.of());
    }

    /** Takes a component out; nothing but the end of its track is told. */
    void remove(String component) {
        boolean hadTrack = story(component).contains("TrackAdded");
        assertThat(scene.rest.delete("/room/" + id + "/component/" + component).status())
                .isEqualTo(204);
        if (hadTrack) {
            scene.await("its track's end", () -> story(component).contains("TrackRemoved"));
        }
    }

    private boolean isListed(String component) {
        for (JsonNode listed : scene.rest.get("/room/" + id).data().path("components")) {
            if (listed.path("id").asText().equals(component)) {
                return true;
            }
        }
        return false;
    }

    /** What was told of a component, in order. */
    private List<String> story(String component) {
        return scene.told.messages().stream()
                .flatMap(message -> kind(message, component))
                .toList();
    }

    private static Stream<String> kind(ServerMessage message, String component) {
        boolean isCrash = message.getComponentCrashed().getComponentId().equals(component);
        boolean isAdded = message.getTrackAdded().getComponentId().equals(component);
        boolean isRemoved = message.getTrackRemoved().getComponentId().equals(component);
        return Stream.of(
                        isAdded ? "TrackAdded" : "", isRemoved ? "TrackRemoved" : "", isCrash ? "ComponentCrashed" : "")
                .filter(kind -> !kind.isEmpty());
    }

    /** Packets of the publisher that the viewer lacks. */
    private long lost() {
        return mine().stream().mapToLong(Reception::lost).sum();
    }

    private List<Reception> mine() {
        return viewer.received().values().stream()
                .filter(reception -> published.contains(reception.trackId()))
                .toList();
    }

    private boolean goesOn() {
        List<Reception> now = mine();
        return now.size() == published.size() && now.stream().allMatch(reception -> reception.packets() > PACKETS);
    }

    /**
     * Waits until the publisher's media come again, behind a time in which the server could not take them: what is missing
     * until then is no fault of its own.
     */
    Duration awaitResumed() {
        long beganNanos = System.nanoTime();
        scene.await("media of the publisher without a further hole", () -> {
            forgiven = lost();
            long before = counted();
            scene.await("further media of the publisher", () -> counted() >= before + PACKETS);
            return lost() == forgiven;
        });
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** The publisher's media came all the time and come still; how many packets were counted. */
    long judge() {
        long before = counted();
        scene.await("further media of the publisher", () -> counted() >= before + PACKETS);
        // One that was overtaken may be on its way.
        scene.await("packets of the publisher without a further hole: " + viewer, () -> lost() <= forgiven);
        // Nothing is lost on loopback: what had to be sent again, the server had dropped.
        assertThat(mine())
                .allSatisfy(reception -> assertThat(reception.repaired())
                        .as("packets that came only again: %s", reception)
                        .isZero());
        assertThat(publisher.isConnected()).isTrue();
        assertThat(viewer.isConnected()).isTrue();
        return counted();
    }

    private long counted() {
        return mine().stream().mapToLong(Reception::packets).sum();
    }

    /** What was told of all its components so far. */
    long events() {
        return components.stream()
                .mapToLong(component -> story(component).size())
                .sum();
    }

    @Override
    public void close() {
        viewer.close();
        publisher.close();
        scene.rest.delete("/room/" + id);
        scene.await(
                "the end of " + id,
                () -> scene.told.messages().stream()
                        .anyMatch(
                                message -> message.getRoomDeleted().getRoomId().equals(id)));
        // Whatever came after the first: a component ends once.
        for (String component : components) {
            assertThat(story(component)).doesNotHaveDuplicates();
        }
    }
}
